using System.Buffers.Binary;

namespace Switchroom.Rtp.Rtcp;

// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
// |                 SSRC of the source reported on                |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// | fraction lost |       cumulative number of packets lost       |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |           extended highest sequence number received           |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                      interarrival jitter                      |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                         last SR (LSR)                         |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                   delay since last SR (DLSR)                  |
// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+

/// <summary>What a receiver says of one source (RFC 3550 section 6.4.1).</summary>
/// <param name="Source">The source reported on.</param>
/// <param name="FractionLost">Packets lost since the last report, in 256ths of those expected.</param>
/// <param name="CumulativeLost">Packets lost since the beginning, -8388608 to 8388607; duplicates make it negative.</param>
/// <param name="HighestSequence">The highest sequence number received with its count of cycles above it.</param>
/// <param name="Jitter">Interarrival jitter in ticks of the RTP clock.</param>
/// <param name="LastSenderReport">The middle 32 bits of the NTP time in the last SR; 0 when there was none.</param>
public readonly record struct ReportBlock(
    Ssrc Source, byte FractionLost, int CumulativeLost, uint HighestSequence, uint Jitter, uint LastSenderReport)
{
    internal const int Length = 24;

    /// <summary>Time since <see cref="LastSenderReport"/> arrived, in 65536ths of a second.</summary>
    public uint DelaySinceLastSenderReport { get; init; }

    /// <summary>
    /// The round trip that this block shows (RFC 3550 section 6.4.1), given the middle 32 bits of the NTP time at its arrival.
    /// Null when no SR had arrived, or the clocks disagree.
    /// </summary>
    public TimeSpan? RoundTrip(uint middleNtpNow)
    {
        var trip = (int)(middleNtpNow - LastSenderReport - DelaySinceLastSenderReport);
        return LastSenderReport == 0 || trip < 0 ? null : TimeSpan.FromSeconds(trip / 65536.0);
    }

    internal static ReportBlock Read(ReadOnlySpan<byte> data) => new(
        new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(data)),
        data[4],
        BinaryPrimitives.ReadInt32BigEndian(data[4..]) << 8 >> 8,
        BinaryPrimitives.ReadUInt32BigEndian(data[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(data[12..]),
        BinaryPrimitives.ReadUInt32BigEndian(data[16..]))
    {
        DelaySinceLastSenderReport = BinaryPrimitives.ReadUInt32BigEndian(data[20..]),
    };

    internal static void WriteAll(ReadOnlySpan<ReportBlock> blocks, Span<byte> data)
    {
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i].Write(data.Slice(i * Length, Length));
        }
    }

    private void Write(Span<byte> data)
    {
        BinaryPrimitives.WriteUInt32BigEndian(data, Source.Value);
        BinaryPrimitives.WriteInt32BigEndian(data[4..], Math.Clamp(CumulativeLost, -0x80_0000, 0x7f_ffff) & 0xff_ffff | FractionLost << 24);
        BinaryPrimitives.WriteUInt32BigEndian(data[8..], HighestSequence);
        BinaryPrimitives.WriteUInt32BigEndian(data[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(data[16..], LastSenderReport);
        BinaryPrimitives.WriteUInt32BigEndian(data[20..], DelaySinceLastSenderReport);
    }
}
