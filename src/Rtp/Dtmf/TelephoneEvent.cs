using System.Buffers.Binary;

namespace Switchroom.Rtp.Dtmf;

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |     event     |E|R| volume    |          duration             |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>The payload of a telephone event (RFC 4733 section 2.3).</summary>
/// <param name="Event">0 to 15 are the keys 0-9, *, #, A-D.</param>
/// <param name="End">The event is over.</param>
/// <param name="Volume">Loudness below 0 dBm0: 0 to 63 dB.</param>
/// <param name="Duration">RTP ticks since the event, or this segment of it, began.</param>
public readonly record struct TelephoneEvent(byte Event, bool End, byte Volume, ushort Duration)
{
    /// <summary>Octets of the payload.</summary>
    public const int Length = 4;

    /// <summary>The keys by event code.</summary>
    public const string Keys = "0123456789*#ABCD";

    /// <summary>The key; null for events that are none.</summary>
    public char? Key => Event < Keys.Length ? Keys[Event] : null;

    /// <summary>Reads a payload.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out TelephoneEvent telephoneEvent)
    {
        var valid = payload.Length >= Length;
        telephoneEvent = valid
            ? new(payload[0], (payload[1] & 0x80) != 0, (byte)(payload[1] & 0x3f), BinaryPrimitives.ReadUInt16BigEndian(payload[2..]))
            : default;
        return valid;
    }

    /// <summary>Writes the payload.</summary>
    public void Write(Span<byte> payload)
    {
        payload[0] = Event;
        payload[1] = (byte)((End ? 0x80 : 0) | (Volume & 0x3f));
        BinaryPrimitives.WriteUInt16BigEndian(payload[2..], Duration);
    }
}
