using System.Globalization;
using System.Net;
using Switchroom.Rtp.Rtcp;

namespace Switchroom.Rooms.Phone;

/// <summary>Tells a silent but healthy call from a dead one, and says in words which direction of a call does not flow.</summary>
internal sealed class LegHealth(TimeSpan mediaTimeout)
{
    /// <summary>Sound may take so long to begin before its absence means anything.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private TimeSpan? _silentSince;
    private bool _isTold;

    /// <summary>When <see cref="IsDead"/> should be asked; null while the far end need not send.</summary>
    public TimeSpan? NextDeadline => _silentSince is { } since && !_isTold && mediaTimeout > TimeSpan.Zero ? since + mediaTimeout : null;

    /// <summary>The far end was heard, or need not be: after answer, on hold or off it.</summary>
    /// <param name="mustSend">Whether it is expected to send RTP or RTCP.</param>
    /// <param name="now">The time.</param>
    public void OnSign(bool mustSend, TimeSpan now)
    {
        _silentSince = mustSend ? now : null;
        _isTold = false;
    }

    /// <summary>Whether it was silent for too long; true once.</summary>
    public bool IsDead(TimeSpan now)
    {
        if (NextDeadline is not { } deadline || now < deadline)
        {
            return false;
        }

        return _isTold = true;
    }

    /// <summary>What is wrong, in words; empty while nothing is.</summary>
    public static string Diagnose(in Evidence evidence)
    {
        if (!evidence.MayReceive || evidence.SinceEstablished < Patience)
        {
            return "";
        }

        var signalled = (evidence.Signalled?.ToString() ?? "no usable address") + (evidence.AwaitsChecks ? ", and ICE, but no check came that proves anything" : "");
        if (evidence.Received == 0)
        {
            var sending = evidence.Sent > 0 ? $"We send to {evidence.Target} and" : "We send nothing and";
            return evidence.Refused == 0
                ? $"{sending} nothing arrives. SDP said {signalled}."
                : string.Create(CultureInfo.InvariantCulture, $"{sending} all that arrives is refused: {evidence.Refused} datagrams, the latest from {evidence.RefusedFrom} ({evidence.Refusal}). SDP said {signalled}.");
        }

        if (evidence.MaySend && evidence.Sent > 100 && evidence.OnUs is { } report && report.CumulativeLost >= evidence.Sent * 0.95)
        {
            return $"They send from {evidence.Target} and report that nothing of ours arrives. SDP said {signalled}.";
        }

        return "";
    }

    /// <summary>What a diagnosis looks at.</summary>
    internal readonly record struct Evidence
    {
        public required TimeSpan SinceEstablished { get; init; }

        public required bool MaySend { get; init; }

        public required bool MayReceive { get; init; }

        public required long Sent { get; init; }

        public required long Received { get; init; }

        public required long Refused { get; init; }

        public LegRefusal Refusal { get; init; }

        public IPEndPoint? RefusedFrom { get; init; }

        public IPEndPoint? Signalled { get; init; }

        public IPEndPoint? Target { get; init; }

        public bool AwaitsChecks { get; init; }

        public ReportBlock? OnUs { get; init; }
    }
}
