using System.Buffers.Binary;
using System.Text;
using Switchroom.Rtp;

namespace Switchroom.TestKit.Peers;

/// <summary>RTP packets as a browser sends them, with the header extension ids of <see cref="TestPeer"/>'s offers.</summary>
public static class TestRtp
{
    /// <summary>An Opus packet with an audio level.</summary>
    public static byte[] Audio(uint ssrc, ushort sequence, ushort transportSequence, int size = 80, byte level = 30, string? mid = null)
    {
        var buffer = new byte[1500];
        var writer = new RtpWriter(buffer, new RtpHeader(new PayloadType(111), sequence, sequence * 960u, new Ssrc(ssrc)));
        writer.TryAddExtension(1, [(byte)(0x80 | level)]);
        AddTransport(ref writer, transportSequence, mid);
        writer.TryWritePayload(Payload(sequence, size));
        return buffer[..writer.Length];
    }

    /// <summary>A VP8 packet, with a rid for simulcast.</summary>
    public static byte[] Video(uint ssrc, ushort sequence, ushort transportSequence, string? rid = null, int size = 1000, string? mid = null)
    {
        var buffer = new byte[1500];
        var writer = new RtpWriter(buffer, new RtpHeader(new PayloadType(96), sequence, sequence * 3000u, new Ssrc(ssrc), true));
        AddTransport(ref writer, transportSequence, mid);
        if (rid is not null)
        {
            writer.TryAddExtension(10, Encoding.ASCII.GetBytes(rid));
        }

        writer.TryWritePayload(Payload(sequence, size));
        return buffer[..writer.Length];
    }

    /// <summary>The retransmission of <see cref="Video"/>.</summary>
    public static byte[] Rtx(uint ssrc, ushort sequence, ushort original, ushort transportSequence, string? repaired = null, int size = 1000, string? mid = null)
    {
        var buffer = new byte[1500];
        var writer = new RtpWriter(buffer, new RtpHeader(new PayloadType(97), sequence, original * 3000u, new Ssrc(ssrc), true));
        AddTransport(ref writer, transportSequence, mid);
        if (repaired is not null)
        {
            writer.TryAddExtension(11, Encoding.ASCII.GetBytes(repaired));
        }

        var payload = new byte[2 + size];
        BinaryPrimitives.WriteUInt16BigEndian(payload, original);
        Payload(original, size).CopyTo(payload, 2);
        writer.TryWritePayload(payload);
        return buffer[..writer.Length];
    }

    /// <summary>The payload of the packet with this sequence number.</summary>
    public static byte[] Payload(ushort sequence, int size)
    {
        var payload = new byte[size];
        new Random(sequence).NextBytes(payload);
        return payload;
    }

    private static void AddTransport(ref RtpWriter writer, ushort transportSequence, string? mid)
    {
        Span<byte> number = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(number, transportSequence);
        writer.TryAddExtension(3, number);
        if (mid is not null)
        {
            writer.TryAddExtension(4, Encoding.ASCII.GetBytes(mid));
        }
    }
}
