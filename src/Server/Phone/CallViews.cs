using System.Text.Json;
using System.Text.Json.Serialization;
using Switchroom.Rooms.Phone;
using Switchroom.Sip.Calls;

namespace Switchroom.Server.Phone;

/// <summary>Quality of a leg as the API shows it. Times in milliseconds, loss as a count, MOS from 1 to 4.5.</summary>
internal sealed record QualityView(
    StreamView Received, StreamView Sent, double? RoundTripMs, double Concealed, double BufferMs, string Codec, bool Encrypted,
    string? SignalledAddress, string? MediaAddress, long Refused, string? Diagnosis)
{
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static QualityView Of(PhoneLegQuality quality) => new(
        StreamView.Of(quality.Received),
        StreamView.Of(quality.Sent),
        quality.RoundTrip?.TotalMilliseconds,
        Math.Round(quality.Concealed, 4),
        quality.BufferDelay.TotalMilliseconds,
        quality.Codec,
        quality.Encrypted,
        quality.SignalledAddress?.ToString(),
        quality.LatchedAddress?.ToString(),
        quality.Refused,
        quality.Diagnosis.Length == 0 ? null : quality.Diagnosis);
}

/// <summary>One direction.</summary>
internal sealed record StreamView(long Packets, long Bytes, long? Lost, double? JitterMs, double? Mos)
{
    public static StreamView Of(StreamQuality stream) =>
        new(stream.Packets, stream.Bytes, stream.Lost, stream.Jitter?.TotalMilliseconds, stream.Mos is { } mos ? Math.Round(mos, 2) : null);
}

/// <summary>
/// One SIP message of a call: seconds since the first, direction, start line, whole text with secrets masked. Direction <c>none</c> stands for messages that
/// were not kept.
/// </summary>
internal sealed record LadderView(double At, string Direction, string Summary, string Text)
{
    public static IReadOnlyList<LadderView> Of(CallLadder ladder)
    {
        LadderView View(LadderEntry entry) => new(At(entry), entry.IsSent ? "sent" : "received", entry.Summary, entry.Text);
        double At(LadderEntry entry) => Math.Round((entry.At - ladder.First[0].At).TotalSeconds, 3);

        IEnumerable<LadderView> leftOut = ladder.LeftOut == 0
            ? []
            : [new LadderView(At(ladder.First[^1]), "none", $"{ladder.LeftOut} messages were not kept", "")];
        return [.. ladder.First.Select(View), .. leftOut, .. ladder.Last.Select(View)];
    }
}
