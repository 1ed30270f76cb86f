namespace Switchroom.Server.Phone;

/// <summary>Why a dial-out ended, as events and the history say it (<c>reason</c>).</summary>
internal enum EndReason
{
    /// <summary>It was answered and later hung up by either side.</summary>
    Completed,

    /// <summary>The called party was busy (486, 600).</summary>
    Busy,

    /// <summary>The called party refused (603, 607, or 403 after ringing).</summary>
    Declined,

    /// <summary>Nobody answered: our ring timeout, or 408 or 480 from the far end after it rang, or 480 at once.</summary>
    NoAnswer,

    /// <summary>It was stopped from this side before an answer.</summary>
    Canceled,

    /// <summary>It could not be set up, or was cut by a fault.</summary>
    Failed,
}
