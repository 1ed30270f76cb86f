namespace Switchroom.Server.Phone;

/// <summary>How a call leg came to its end, as far as the wire tells.</summary>
/// <param name="Answered">A 2xx had been received.</param>
/// <param name="Rang">A 18x had been received.</param>
/// <param name="StoppedHere">This side asked for the end: the API, the room closing, a limit.</param>
/// <param name="RingTimedOut">This side gave up waiting for an answer.</param>
/// <param name="SipCode">The final status of the INVITE, when there was one.</param>
/// <param name="Fault">What broke, when something did: no route, no media, a crash.</param>
internal readonly record struct CallEnding(bool Answered, bool Rang, bool StoppedHere, bool RingTimedOut, int? SipCode, string? Fault);

/// <summary>What an ending is called: the row of docs/DIAL-OUT.md's table of outcomes.</summary>
/// <param name="Reason">The stated reason.</param>
/// <param name="IsError">It is told as <c>dialout.error</c>; else as <c>dialout.stopped</c>.</param>
internal readonly record struct CallOutcome(EndReason Reason, bool IsError)
{
    /// <summary>
    /// Decides. Outcomes that lie with the called party are <c>stopped</c>; failures of set-up are <c>error</c> (<c>daily-api.md</c> A10).
    /// With <paramref name="errorsForUnanswered"/> busy, declined and no answer are errors too, which retry loops written against
    /// <c>dialout.error</c> expect.
    /// </summary>
    public static CallOutcome Of(CallEnding ending, bool errorsForUnanswered = false)
    {
        var reason = ReasonOf(ending);
        var isError = reason switch
        {
            EndReason.Completed or EndReason.Canceled => false,
            EndReason.Failed => !ending.Answered,
            _ => errorsForUnanswered,
        };
        return new CallOutcome(reason, isError);
    }

    private static EndReason ReasonOf(CallEnding ending) => ending switch
    {
        { Fault: not null } => EndReason.Failed,
        { Answered: true } => EndReason.Completed,
        { RingTimedOut: true } => EndReason.NoAnswer,
        { StoppedHere: true } => EndReason.Canceled,
        { SipCode: 486 or 600 } => EndReason.Busy,
        { SipCode: 603 or 607 } => EndReason.Declined,
        { SipCode: 403, Rang: true } => EndReason.Declined,
        { SipCode: 480 } => EndReason.NoAnswer,
        { SipCode: 408 or 487, Rang: true } => EndReason.NoAnswer,
        _ => EndReason.Failed,
    };
}
