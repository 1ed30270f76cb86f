using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Calls;

/// <summary>What the owner of calls can ask. A command that no longer fits (the call has just ended) is ignored: events tell why.</summary>
/// <param name="Key">The call.</param>
public abstract record CallCommand(CallKey Key) : SipCommand;

/// <summary>Starts an outgoing call attempt: exactly one INVITE is in flight for it at any time.</summary>
public sealed record StartCall(CallKey Key, CallRequest Request) : CallCommand(Key);

/// <summary>Sends 101 to 199 for an incoming call.</summary>
/// <param name="Key">The call.</param>
/// <param name="Status">101 to 199: 180 rings, 183 carries early media.</param>
/// <param name="Body">The answer for early media (or an offer, if the INVITE had none and the response is reliable).</param>
/// <param name="Reliable">Asks for PRACK (RFC 3262); done only if the caller supports 100rel, and always if it requires it.</param>
public sealed record ProgressCall(CallKey Key, int Status = 180, SipBody? Body = null, bool Reliable = false) : CallCommand(Key);

/// <summary>Answers an incoming call with 200.</summary>
/// <param name="Key">The call.</param>
/// <param name="Body">The answer; or the offer, if the INVITE had none; null if a reliable provisional already answered.</param>
public sealed record AnswerCall(CallKey Key, SipBody? Body) : CallCommand(Key)
{
    /// <summary>Headers to add to the 200.</summary>
    public IReadOnlyList<ExtraHeader> Headers { get; init; } = [];
}

/// <summary>Refuses an incoming call, or redirects it.</summary>
/// <param name="Key">The call.</param>
/// <param name="Status">300 to 699.</param>
/// <param name="ReasonPhrase">The phrase; null for the usual one.</param>
public sealed record RejectCall(CallKey Key, int Status, string? ReasonPhrase = null) : CallCommand(Key)
{
    /// <summary>Where else to call, for 3xx.</summary>
    public IReadOnlyList<SipUri> Contacts { get; init; } = [];

    /// <summary>Retry-After, for 480, 486, 500, 503 and 600.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Headers to add.</summary>
    public IReadOnlyList<ExtraHeader> Headers { get; init; } = [];
}

/// <summary>Ends a call whatever its state: CANCEL before the answer, BYE after it, 603 for an incoming call not answered yet.</summary>
/// <param name="Key">The call.</param>
/// <param name="Reason">Why, for the peer (RFC 3326).</param>
public sealed record HangUp(CallKey Key, CallReason? Reason = null) : CallCommand(Key);

/// <summary>Offers a changed session (hold, resume, new codecs): re-INVITE, or UPDATE while the call is not answered. Glare is retried inside.</summary>
public sealed record SendOffer(CallKey Key, SipBody Offer) : CallCommand(Key);

/// <summary>Gives what <see cref="OfferReceived"/> asked for: the answer to the peer's offer, or our offer if the peer sent none.</summary>
public sealed record SendAnswer(CallKey Key, SipBody Body) : CallCommand(Key);

/// <summary>Refuses the peer's offer; the session stays as it was.</summary>
/// <param name="Key">The call.</param>
/// <param name="Status">488 unless there is a better one.</param>
public sealed record RefuseOffer(CallKey Key, int Status = 488) : CallCommand(Key);

/// <summary>Sends INFO in the call (RFC 6086); the outcome is <see cref="InfoAnswered"/>.</summary>
/// <param name="Key">The call.</param>
/// <param name="Body">For DTMF <c>application/dtmf-relay</c>.</param>
/// <param name="Package">Info-Package, null for the old form without one.</param>
public sealed record SendInfo(CallKey Key, SipBody Body, string? Package = null) : CallCommand(Key);

/// <summary>Asks the peer to call someone else (RFC 3515); outcomes are <see cref="ReferProgressed"/>.</summary>
/// <param name="Key">The call.</param>
/// <param name="Target">Refer-To.</param>
public sealed record SendRefer(CallKey Key, SipUri Target) : CallCommand(Key)
{
    /// <summary>A call of ours that the new call is to replace at the target (attended transfer, RFC 3891).</summary>
    public CallKey? Replaces { get; init; }

    /// <summary>Referred-By, when the target should know who asked (RFC 3892).</summary>
    public SipUri? ReferredBy { get; init; }
}

/// <summary>Accepts a <see cref="ReferReceived"/> with 202; the peer is kept informed by <see cref="ReportRefer"/>.</summary>
public sealed record AcceptRefer(CallKey Key) : CallCommand(Key);

/// <summary>Refuses a <see cref="ReferReceived"/>.</summary>
public sealed record RefuseRefer(CallKey Key, int Status = 603) : CallCommand(Key);

/// <summary>Tells the peer how the call it asked for is going, as NOTIFY with a sipfrag (RFC 3515 2.4.5). A final status ends the subscription.</summary>
public sealed record ReportRefer(CallKey Key, int Status, string ReasonPhrase) : CallCommand(Key);

/// <summary>Follows one contact of a <see cref="CallRedirected"/>.</summary>
public sealed record FollowRedirect(CallKey Key, SipUri Contact) : CallCommand(Key);

/// <summary>
/// Ends a call of another process, which is no more, with BYE; an early dialog of its caller likewise, which stops the ringing (RFC 3261 section 15).
/// The only event is <see cref="CallEnded"/>, at once.
/// </summary>
/// <param name="Key">A key that no call has.</param>
/// <param name="Dialog">What that process knew.</param>
public sealed record EndDialog(CallKey Key, DialogRecord Dialog) : CallCommand(Key)
{
    /// <summary>User and password for a BYE that is challenged.</summary>
    public CallCredentials? Credentials { get; init; }

    /// <summary>Why, for the peer (RFC 3326).</summary>
    public CallReason? Reason { get; init; }
}

/// <summary>
/// Withdraws an INVITE of another process, which is no more, with CANCEL (RFC 3261 section 9.1). There are no events: if it was answered meanwhile, or
/// is over, the far end says so to nobody.
/// </summary>
/// <param name="Key">A key that no call has.</param>
/// <param name="Withdrawal">What that process knew.</param>
public sealed record WithdrawCall(CallKey Key, Withdrawal Withdrawal) : CallCommand(Key);
