namespace Switchroom.Server.Phone;

/// <summary>All that is decided before the first INVITE.</summary>
internal sealed record CallPlan
{
    /// <summary>Default of <see cref="RingTimeout"/>.</summary>
    public static readonly TimeSpan DefaultRingTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Routes in the order of preference; never empty.</summary>
    public required IReadOnlyList<CallRoute> Routes { get; init; }

    /// <summary>How long to wait for an answer, counted from the first INVITE.</summary>
    public TimeSpan RingTimeout { get; init; } = DefaultRingTimeout;

    /// <summary>How long to wait for any response from a trunk while another trunk could be tried.</summary>
    public TimeSpan FirstResponseTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a call that is being tried may go without a 18x before it counts as connected.</summary>
    public TimeSpan ConnectedDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the far end may take to confirm our CANCEL before the call is told as ended without it.</summary>
    public TimeSpan CancelPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest time from answer to hang-up; null is no limit.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>Digits to send after the answer.</summary>
    public string? Extension { get; init; }

    /// <summary>How long after the answer the extension is sent.</summary>
    public TimeSpan ExtensionWait { get; init; }

    /// <summary>Ringing and announcements before the answer are heard in the room.</summary>
    public bool EarlyMedia { get; init; } = true;

    /// <summary>Tell busy, declined and no answer as errors.</summary>
    public bool ErrorsForUnanswered { get; init; }
}
