using System.Buffers.Binary;

namespace Switchroom.WebRtc.Sctp;

/// <summary>
/// A DATA chunk's value (RFC 9260 section 3.3.1).
/// <code>
/// +---------------------------------------------------------------+
/// |                              TSN                              |
/// +-------------------------------+-------------------------------+
/// |      Stream Identifier S      |   Stream Sequence Number n    |
/// +-------------------------------+-------------------------------+
/// |                 Payload Protocol Identifier                   |
/// +---------------------------------------------------------------+
/// |                           User Data                           |
/// +---------------------------------------------------------------+
/// </code>
/// </summary>
internal readonly ref struct DataChunk
{
    internal const int HeaderLength = 12;
    internal const byte EndFlag = 1;
    internal const byte BeginFlag = 2;
    internal const byte UnorderedFlag = 4;
    internal const byte ImmediateFlag = 8;

    internal required byte Flags { get; init; }

    internal required uint Tsn { get; init; }

    internal required ushort StreamId { get; init; }

    internal required ushort StreamSequence { get; init; }

    internal required uint PayloadProtocol { get; init; }

    internal required ReadOnlySpan<byte> Payload { get; init; }

    internal static bool TryParse(in SctpChunk chunk, out DataChunk data)
    {
        data = default;
        var value = chunk.Value;

        // RFC 9260 section 6.2: a DATA chunk without user data is an error.
        if (value.Length <= HeaderLength)
        {
            return false;
        }

        data = new DataChunk
        {
            Flags = chunk.Flags,
            Tsn = BinaryPrimitives.ReadUInt32BigEndian(value),
            StreamId = BinaryPrimitives.ReadUInt16BigEndian(value[4..]),
            StreamSequence = BinaryPrimitives.ReadUInt16BigEndian(value[6..]),
            PayloadProtocol = BinaryPrimitives.ReadUInt32BigEndian(value[8..]),
            Payload = value[HeaderLength..],
        };
        return true;
    }

    internal void Write(Span<byte> value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(value, Tsn);
        BinaryPrimitives.WriteUInt16BigEndian(value[4..], StreamId);
        BinaryPrimitives.WriteUInt16BigEndian(value[6..], StreamSequence);
        BinaryPrimitives.WriteUInt32BigEndian(value[8..], PayloadProtocol);
        Payload.CopyTo(value[HeaderLength..]);
    }
}
