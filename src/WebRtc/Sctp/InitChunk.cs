using System.Buffers.Binary;

namespace Switchroom.WebRtc.Sctp;

/// <summary>
/// The value of INIT and INIT ACK (RFC 9260 sections 3.3.2 and 3.3.3).
/// <code>
/// +---------------------------------------------------------------+
/// |                         Initiate Tag                          |
/// +---------------------------------------------------------------+
/// |           Advertised Receiver Window Credit (a_rwnd)          |
/// +-------------------------------+-------------------------------+
/// |  Number of Outbound Streams   |  Number of Inbound Streams    |
/// +-------------------------------+-------------------------------+
/// |                          Initial TSN                          |
/// +---------------------------------------------------------------+
/// |              Optional/Variable-Length Parameters              |
/// +---------------------------------------------------------------+
/// </code>
/// </summary>
internal readonly record struct InitChunk(uint InitiateTag, uint Window, uint InitialTsn)
{
    private const int FixedLength = 16;

    internal static bool TryParse(ReadOnlySpan<byte> value, out InitChunk init, out ReadOnlySpan<byte> parameters)
    {
        init = default;
        parameters = default;
        if (value.Length < FixedLength)
        {
            return false;
        }

        init = new InitChunk(
            BinaryPrimitives.ReadUInt32BigEndian(value),
            BinaryPrimitives.ReadUInt32BigEndian(value[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(value[12..]));
        parameters = value[FixedLength..];

        // RFC 9260 section 3.3.2: a zero tag or zero streams make the association impossible.
        return init.InitiateTag != 0
            && BinaryPrimitives.ReadUInt16BigEndian(value[8..]) > 0
            && BinaryPrimitives.ReadUInt16BigEndian(value[10..]) > 0;
    }

    /// <summary>Writes the value with our extensions, and a cookie when it is an INIT ACK.</summary>
    internal void Write(ref SctpPacketWriter writer, SctpChunkType type, ReadOnlySpan<byte> cookie)
    {
        Span<byte> value = stackalloc byte[FixedLength + 16 + 4 + cookie.Length + 4];
        BinaryPrimitives.WriteUInt32BigEndian(value, InitiateTag);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], Window);
        BinaryPrimitives.WriteUInt16BigEndian(value[8..], ushort.MaxValue);
        BinaryPrimitives.WriteUInt16BigEndian(value[10..], ushort.MaxValue);
        BinaryPrimitives.WriteUInt32BigEndian(value[12..], InitialTsn);
        var length = FixedLength;
        length += SctpParameter.Write(value[length..], SctpParameter.ForwardTsnSupported, []);
        length += SctpParameter.Write(
            value[length..], SctpParameter.SupportedExtensions, [(byte)SctpChunkType.ReConfig, (byte)SctpChunkType.ForwardTsn]);
        if (!cookie.IsEmpty)
        {
            length += SctpParameter.Write(value[length..], SctpParameter.StateCookie, cookie);
        }

        value[..length].CopyTo(writer.Add(type, 0, length));
    }
}
