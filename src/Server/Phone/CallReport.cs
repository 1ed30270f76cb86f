namespace Switchroom.Server.Phone;

/// <summary>What changes about a dial-out, at the moment of an event.</summary>
internal sealed record CallReport
{
    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RingingAt { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? SipCallId { get; init; }

    public int? SipCode { get; init; }

    public string? SipReason { get; init; }

    public string? EndedBy { get; init; }

    public EndReason? Reason { get; init; }

    public string? Codec { get; init; }

    /// <summary>Seconds from the answer to the end; zero without an answer.</summary>
    public double Duration => AnsweredAt is { } from && EndedAt is { } to ? Math.Round((to - from).TotalSeconds, 3) : 0;

    /// <summary>Seconds from the first ringing, or failing that from the request, to the answer or the end.</summary>
    public double RingDuration => (AnsweredAt ?? EndedAt) is { } to ? Math.Round((to - (RingingAt ?? CreatedAt)).TotalSeconds, 3) : 0;
}
