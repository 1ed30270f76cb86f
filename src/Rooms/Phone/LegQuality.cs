using Switchroom.Rooms.Mixing;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Quality;
using Switchroom.Rtp.Rtcp;

namespace Switchroom.Rooms.Phone;

/// <summary>The figures of a leg, put together from its parts.</summary>
internal static class LegQuality
{
    public static PhoneLegQuality Of(LegReceiver receiver, AudioPlayout player, LegSender sender, LegReports reports, AudioAgreement? agreement, string diagnosis)
    {
        var statistics = receiver.Statistics;
        var packets = receiver.PacketsBefore + (statistics?.Received ?? 0);
        var report = reports.OnUs;
        return new PhoneLegQuality
        {
            Received = new StreamQuality(
                packets,
                receiver.Octets,
                receiver.LostBefore + (statistics?.Lost ?? 0),
                statistics?.Jitter,
                packets == 0 ? null : EModel.ConversationalMos(Heard(player, reports, agreement))),
            Sent = new StreamQuality(
                sender.Packets,
                sender.Octets,
                report?.CumulativeLost,
                report is { } block && agreement is not null ? TimeSpan.FromSeconds((double)block.Jitter / agreement.Send.Codec.ClockRate) : null,
                report is null || sender.Packets == 0 ? null : EModel.ConversationalMos(HeardByThem(sender, reports, agreement))),
            RoundTrip = reports.RoundTrip,
            Concealed = player.Concealed,
            BufferDelay = player.Delay,
            Codec = agreement is null ? "" : NameOf(agreement),
            Encrypted = agreement?.SendKey is not null,
            SignalledAddress = receiver.Rtp.Signalled,
            LatchedAddress = receiver.Rtp.Latched,
            Refused = receiver.Refused,
            Diagnosis = diagnosis,
        };
    }

    /// <summary>The same for the far end, as an XR block.</summary>
    public static VoipMetrics MetricsOf(LegReceiver receiver, AudioPlayout player, LegReports reports, AudioAgreement? agreement)
    {
        var heard = Heard(player, reports, agreement);
        var counters = player.Counters;
        var statistics = receiver.Statistics;
        var expected = Math.Max(1, statistics?.Expected ?? 1);
        var (bursts, gaps) = (player.Losses.Periods.Bursts, player.Losses.Periods.Gaps);
        return new VoipMetrics
        {
            Source = statistics?.Source ?? default,
            LossRate = Share(statistics?.Lost ?? 0, expected),
            DiscardRate = Share(counters.TooLate + counters.Skipped, expected),
            BurstDensity = Share(bursts.Losses, Math.Max(1, bursts.Steps)),
            GapDensity = Share(gaps.Losses, Math.Max(1, gaps.Steps)),
            BurstDuration = Milliseconds(bursts),
            GapDuration = Milliseconds(gaps),
            RoundTripDelay = (ushort)Math.Clamp(reports.RoundTrip?.TotalMilliseconds ?? 0, 0, ushort.MaxValue),
            EndSystemDelay = (ushort)Math.Clamp(player.Delay.TotalMilliseconds, 0, ushort.MaxValue),
            RFactor = (byte)EModel.Rating(heard),
            MosListening = (byte)(10 * EModel.ListeningMos(heard)),
            MosConversational = (byte)(10 * EModel.ConversationalMos(heard)),
            JitterBufferNominal = (ushort)player.TargetDelay.TotalMilliseconds,
            JitterBufferMaximum = (ushort)player.TargetDelay.TotalMilliseconds,
            JitterBufferAbsoluteMaximum = (ushort)Rtp.Jitter.JitterBufferOptions.Default.MaxDelay.TotalMilliseconds,
        };
    }

    public static string NameOf(AudioAgreement agreement) => $"{agreement.Send.Codec.Name.ToUpperInvariant()}/{agreement.Send.Codec.ClockRate}";

    private static CallImpairments Heard(AudioPlayout player, LegReports reports, AudioAgreement? agreement) => new()
    {
        Codec = ImpairmentOf(agreement),
        Loss = player.Concealed,
        BurstRatio = player.Losses.Runs.BurstRatio,
        OneWayDelay = (reports.RoundTrip ?? TimeSpan.Zero) / 2 + player.Delay + PacketTime(agreement),
    };

    private static CallImpairments HeardByThem(LegSender sender, LegReports reports, AudioAgreement? agreement) => new()
    {
        Codec = ImpairmentOf(agreement),
        // What came too late for their buffer is lost to them as well; only they know of it.
        Loss = Math.Max(0, (double)reports.OnUs!.Value.CumulativeLost / sender.Packets) + (reports.TheirMetrics?.DiscardRate ?? 0) / 256.0,
        OneWayDelay = (reports.RoundTrip ?? TimeSpan.Zero) / 2
            + (reports.TheirMetrics is { } theirs ? TimeSpan.FromMilliseconds(theirs.JitterBufferNominal) : TimeSpan.FromMilliseconds(40)) + PacketTime(agreement),
    };

    private static TimeSpan PacketTime(AudioAgreement? agreement) => TimeSpan.FromMilliseconds(agreement?.PacketTime ?? 20);

    private static CodecImpairment ImpairmentOf(AudioAgreement? agreement) =>
        Is(agreement, AudioEncoding.Opus) ? CodecImpairment.Opus : Is(agreement, AudioEncoding.G722) ? CodecImpairment.G722 : CodecImpairment.G711;

    private static bool Is(AudioAgreement? agreement, AudioEncoding encoding) =>
        string.Equals(agreement?.Send.Codec.Name, encoding.Name, StringComparison.OrdinalIgnoreCase);

    private static ushort Milliseconds(LossPeriods.Period period) => (ushort)Math.Min(ushort.MaxValue, period.MeanSteps * HeardLosses.StepMilliseconds);

    private static byte Share(long part, long whole) => (byte)Math.Clamp(256 * part / whole, 0, 255);
}
