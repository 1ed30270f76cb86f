using System.Buffers.Binary;

namespace Switchroom.WebRtc.Sctp;

//  0                   1                   2                   3
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                      New Cumulative TSN                       |
// |         Stream-1              |       Stream Sequence-1       |
// |                              ...                              |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>Tells the peer not to wait for what was given up (RFC 3758 section 3.2).</summary>
internal static class ForwardTsnChunk
{
    /// <summary>Writes the chunk, with the last skipped message of each ordered stream as far as there is room; false when there is none at all.</summary>
    internal static bool TryWrite(ref SctpPacketWriter writer, uint cumulative, List<OutgoingChunk> sent)
    {
        if (writer.Room < 4)
        {
            return false;
        }

        var skipped = new Dictionary<ushort, ushort>();
        foreach (var chunk in sent)
        {
            if (Tsn.IsAfter(chunk.Tsn, cumulative))
            {
                break;
            }

            if (!chunk.Message.Unordered)
            {
                skipped[chunk.Message.StreamId] = chunk.Message.StreamSequence;
            }
        }

        var count = Math.Min(skipped.Count, (writer.Room - 4) / 4);
        var value = writer.Add(SctpChunkType.ForwardTsn, 0, 4 + (4 * count));
        BinaryPrimitives.WriteUInt32BigEndian(value, cumulative);
        value = value[4..];
        foreach (var (stream, sequence) in skipped.Take(count))
        {
            BinaryPrimitives.WriteUInt16BigEndian(value, stream);
            BinaryPrimitives.WriteUInt16BigEndian(value[2..], sequence);
            value = value[4..];
        }

        return true;
    }
}
