using System.Buffers.Binary;

namespace Switchroom.WebRtc.Sctp;

/// <summary>A parameter inside a chunk: type, length, value (RFC 9260 section 3.2.1).</summary>
internal readonly ref struct SctpParameter
{
    internal const ushort StateCookie = 7;
    internal const ushort OutgoingReset = 13;
    internal const ushort ReconfigurationResponse = 16;
    internal const ushort SupportedExtensions = 0x8008;
    internal const ushort ForwardTsnSupported = 0xC000;

    internal required ushort Type { get; init; }

    internal required ReadOnlySpan<byte> Value { get; init; }

    /// <summary>Takes the next parameter off <paramref name="rest"/>; false at the end or at a malformed one.</summary>
    internal static bool TryTake(ref ReadOnlySpan<byte> rest, out SctpParameter parameter)
    {
        parameter = default;
        if (rest.Length < 4)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (length < 4 || length > rest.Length)
        {
            return false;
        }

        parameter = new SctpParameter { Type = BinaryPrimitives.ReadUInt16BigEndian(rest), Value = rest[4..length] };
        rest = rest[Math.Min(rest.Length, (length + 3) & ~3)..];
        return true;
    }

    /// <summary>Writes a parameter and returns the bytes it takes with padding.</summary>
    internal static int Write(Span<byte> buffer, ushort type, ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer, type);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], (ushort)(4 + value.Length));
        value.CopyTo(buffer[4..]);
        var padded = (4 + value.Length + 3) & ~3;
        buffer[(4 + value.Length)..padded].Clear();
        return padded;
    }
}
