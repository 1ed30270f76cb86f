using System.Buffers.Binary;
using System.Text;

namespace Switchroom.Rtp.Rtcp;

// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |V=2|P|    SC   |  PT=SDES=202  |             length            |
// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
// |                          SSRC/CSRC_1                          |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |    CNAME=1    |     length    | user and domain name        ...
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>The CNAME items of a source description (RFC 3550 section 6.5); other items are skipped.</summary>
public readonly ref struct SourceDescription
{
    private const byte CanonicalName = 1;
    private readonly ReadOnlySpan<byte> _chunks;
    private readonly int _count;

    private SourceDescription(ReadOnlySpan<byte> chunks, int count)
    {
        _chunks = chunks;
        _count = count;
    }

    /// <summary>Reads a packet of type <see cref="RtcpType.SourceDescription"/>.</summary>
    public static bool TryRead(RtcpPacket packet, out SourceDescription description)
    {
        description = new SourceDescription(packet.Body, packet.Count);
        return packet.Type == RtcpType.SourceDescription;
    }

    /// <summary>Appends a description of one source by its CNAME.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="source">The source.</param>
    /// <param name="cname">At most 255 octets of UTF-8.</param>
    public static bool TryWrite(ref RtcpWriter writer, Ssrc source, scoped ReadOnlySpan<byte> cname)
    {
        // One to four zero octets end the items and fill the chunk.
        var length = (4 + 2 + cname.Length + 4) & ~3;
        if (cname.Length > 255 || !writer.TryBegin(RtcpType.SourceDescription, 1, length, out var body))
        {
            return false;
        }

        body.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(body, source.Value);
        body[4] = CanonicalName;
        body[5] = (byte)cname.Length;
        cname.CopyTo(body[6..]);
        return true;
    }

    /// <summary>The CNAME of a source; null when the packet has none for it.</summary>
    public string? CanonicalNameOf(Ssrc source)
    {
        var rest = _chunks;
        for (var chunk = 0; chunk < _count && rest.Length >= 4; chunk++)
        {
            var ssrc = new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(rest));
            var at = 4;
            while (at + 2 <= rest.Length && rest[at] != 0)
            {
                var (type, length) = (rest[at], rest[at + 1]);
                if (at + 2 + length > rest.Length)
                {
                    return null;
                }

                if (type == CanonicalName && ssrc == source)
                {
                    return Encoding.UTF8.GetString(rest.Slice(at + 2, length));
                }

                at += 2 + length;
            }

            rest = rest[Math.Min(rest.Length, (at + 4) & ~3)..];
        }

        return null;
    }
}
