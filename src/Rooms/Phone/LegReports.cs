using System.Text;
using Switchroom.Media.Codecs.Opus;
using Switchroom.Rtp;
using Switchroom.Rtp.Reception;
using Switchroom.Rtp.Rtcp;

namespace Switchroom.Rooms.Phone;

/// <summary>The RTCP of a leg: what we report, and what the far end says of what it hears (RFC 3550 section 6, RFC 3611).</summary>
internal sealed class LegReports(Ssrc ssrc, Random random)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly NtpTime _zero = new((ulong)random.NextInt64(1L << 61, 1L << 62));
    private readonly byte[] _name = Encoding.UTF8.GetBytes(random.NextInt64(1L << 53).ToString("x14"));
    private long _packetsReported;

    /// <summary>What redundancy is spent on: the loss of a leg that hardly hears anything must not spoil the sound that it shares with others.</summary>
    private const int MostExpectedLoss = 25;

    /// <summary>When the next report is due; null before the first exchange.</summary>
    public TimeSpan? NextReport { get; private set; }

    /// <summary>Round trip by the far end's latest report.</summary>
    public TimeSpan? RoundTrip { get; private set; }

    /// <summary>The far end's latest report on us.</summary>
    public ReportBlock? OnUs { get; private set; }

    /// <summary>How many per cent of our packets the far end is going to lose: as many as of late, and after a loss for some reports more than none.</summary>
    public int ExpectedLoss { get; private set; } = OpusEncoderSettings.UsualLoss;

    /// <summary>The far end's own view of the call, if it sends it.</summary>
    public VoipMetrics? TheirMetrics { get; private set; }

    /// <summary>Starts reporting.</summary>
    public void Start(TimeSpan now) => NextReport ??= now + Interval * (0.25 + 0.5 * random.NextDouble());

    /// <summary>Writes the report that is due.</summary>
    public int Write(Span<byte> buffer, LegSender sender, int clockRate, ReceptionStatistics? received, in VoipMetrics metrics, TimeSpan now)
    {
        // Spread over half to one and a half intervals, so that many legs do not report together (RFC 3550 section 6.3.1).
        NextReport = now + Interval * (0.5 + random.NextDouble());
        Span<ReportBlock> blocks = stackalloc ReportBlock[1];
        if (received is not null)
        {
            blocks[0] = received.Report(now);
        }

        blocks = received is null ? [] : blocks;
        var writer = new RtcpWriter(buffer);
        if (sender.Packets > _packetsReported)
        {
            _packetsReported = sender.Packets;
            new SenderReport(ssrc, _zero.After(now).Value, sender.Timestamp(clockRate), (uint)sender.Packets, (uint)sender.Octets).TryWrite(ref writer, blocks);
        }
        else
        {
            new ReceiverReport(ssrc).TryWrite(ref writer, blocks);
        }

        SourceDescription.TryWrite(ref writer, ssrc, _name);
        if (received is not null)
        {
            ExtendedReport.TryWrite(ref writer, ssrc, metrics);
        }

        return writer.Length;
    }

    /// <summary>Writes our leave.</summary>
    public int WriteGoodbye(Span<byte> buffer)
    {
        var writer = new RtcpWriter(buffer);
        new ReceiverReport(ssrc).TryWrite(ref writer, []);
        Goodbye.TryWrite(ref writer, ssrc);
        return writer.Length;
    }

    /// <summary>Reads what the far end sent; false when it is not RTCP.</summary>
    public bool Handle(ReadOnlySpan<byte> datagram, ReceptionStatistics? received, TimeSpan now)
    {
        if (!RtcpCompound.TryParse(datagram, out var compound))
        {
            return false;
        }

        foreach (var packet in compound)
        {
            switch (packet.Type)
            {
                case RtcpType.SenderReport when SenderReport.TryRead(packet, out var report, out var blocks):
                    if (received?.Source == report.Sender)
                    {
                        received.OnSenderReport(report, now);
                    }

                    TakeBlocks(blocks, now);
                    break;
                case RtcpType.ReceiverReport when ReceiverReport.TryRead(packet, out _, out var blocks):
                    TakeBlocks(blocks, now);
                    break;
                case RtcpType.ExtendedReport when ExtendedReport.TryRead(packet, out var extended):
                    TheirMetrics = extended.TryGetVoipMetrics(out var metrics) && metrics.Source == ssrc ? metrics : TheirMetrics;
                    break;
            }
        }

        return true;
    }

    private void TakeBlocks(ReportBlocks blocks, TimeSpan now)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            if (block.Source == ssrc)
            {
                OnUs = block;
                ExpectedLoss = Math.Min(MostExpectedLoss, Math.Max((int)Math.Round(block.FractionLost / 2.56), ExpectedLoss / 2));
                RoundTrip = block.RoundTrip(_zero.After(now).Middle) ?? RoundTrip;
            }
        }
    }
}
