using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Calls;

/// <summary>What a call tells its owner.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call.</param>
public abstract record CallEvent(TimeSpan At, CallKey Key) : SipEvent(At);

/// <summary>An INVITE of an outgoing call left for a target; the next target, a redirection or an answered challenge says so again.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call.</param>
/// <param name="CallId">Its Call-ID.</param>
/// <param name="Flow">Where it was sent.</param>
public sealed record CallSent(TimeSpan At, CallKey Key, string CallId, Flows.FlowId Flow) : CallEvent(At, Key)
{
    /// <summary>What another process would need to withdraw it; null over a connection that the peer opened, which nobody else can open again.</summary>
    public Dialogs.Withdrawal? Withdrawal { get; init; }
}

/// <summary>100: someone works on it.</summary>
public sealed record CallTrying(TimeSpan At, CallKey Key) : CallEvent(At, Key);

/// <summary>Any 101 to 199: 180 rings; a body is early media. A forked call has several branches.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call.</param>
/// <param name="Status">101 to 199.</param>
/// <param name="ReasonPhrase">The phrase.</param>
/// <param name="Branch">The To tag: one early dialog of a forked call.</param>
public sealed record CallProgress(TimeSpan At, CallKey Key, int Status, string ReasonPhrase, string Branch) : CallEvent(At, Key)
{
    /// <summary>The session description, if it carries one.</summary>
    public SipBody? Body { get; init; }

    /// <summary>The body is an offer (ours was delayed): answer it with <see cref="SendAnswer"/>.</summary>
    public bool BodyIsOffer { get; init; }
}

/// <summary>The callee answered (200). Other branches of a fork are ended by the endpoint.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call.</param>
/// <param name="Branch">The To tag of the branch that answered.</param>
public sealed record CallAnswered(TimeSpan At, CallKey Key, string Branch) : CallEvent(At, Key)
{
    /// <summary>The answer; null if a reliable provisional of this branch already carried it.</summary>
    public SipBody? Body { get; init; }

    /// <summary>The body is an offer (ours was delayed): answer it with <see cref="SendAnswer"/>, which sends the ACK.</summary>
    public bool BodyIsOffer { get; init; }

    /// <summary>P-Asserted-Identity of the callee (RFC 3325).</summary>
    public NameAddr? AssertedIdentity { get; init; }

    /// <summary>The 200 itself.</summary>
    public required SipResponse Response { get; init; }
}

/// <summary>
/// A dialog of the call can be ended now, or is reached another way than before. Early dialogs of our own calls are told too; a fork has several.
/// </summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call.</param>
/// <param name="Branch">The peer's tag.</param>
/// <param name="Dialog">What another process would need to end it.</param>
public sealed record DialogKnown(TimeSpan At, CallKey Key, string Branch, Dialogs.DialogRecord Dialog) : CallEvent(At, Key);

/// <summary>
/// A dialog that <see cref="DialogKnown"/> told of needs no ending any more: the peer ended it, answered our BYE or does not answer at all, or its branch of a
/// fork is over. Comes before the call's last event, or after it where our BYE is answered later.
/// </summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call.</param>
/// <param name="Branch">The peer's tag.</param>
public sealed record DialogOver(TimeSpan At, CallKey Key, string Branch) : CallEvent(At, Key);

/// <summary>A 3xx arrived and the policy is <see cref="RedirectPolicy.Ask"/>.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call.</param>
/// <param name="Status">300 to 399.</param>
/// <param name="Contacts">Where to, best first.</param>
/// <param name="Remaining">How many more redirections the limit allows.</param>
public sealed record CallRedirected(TimeSpan At, CallKey Key, int Status, IReadOnlyList<SipUri> Contacts, int Remaining) : CallEvent(At, Key);

/// <summary>An outgoing call was not answered. The last event of the call.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call.</param>
/// <param name="Cause">What kind of failure.</param>
/// <param name="Status">The final status; 408, 480, 487 or 503 in the sense of RFC 3261 if none came.</param>
/// <param name="ReasonPhrase">The phrase, or what went wrong.</param>
public sealed record CallFailed(TimeSpan At, CallKey Key, CallFailureCause Cause, int Status, string ReasonPhrase) : CallEvent(At, Key)
{
    /// <summary>The peer's Reason headers (RFC 3326).</summary>
    public IReadOnlyList<CallReason> Reasons { get; init; } = [];

    /// <summary>The peer's Warning text, if any.</summary>
    public string? Warning { get; init; }

    /// <summary>Contacts of a 3xx.</summary>
    public IReadOnlyList<SipUri> Contacts { get; init; } = [];

    /// <summary>Retry-After, if the peer gave one.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>Why an outgoing call failed.</summary>
public enum CallFailureCause
{
    /// <summary>The far side refused with a final response.</summary>
    Refused,

    /// <summary>We cancelled it on the owner's word.</summary>
    Cancelled,

    /// <summary>Nobody answered within the owner's ring timeout.</summary>
    RingTimeout,

    /// <summary>No target responded.</summary>
    NoResponse,

    /// <summary>No target could be connected to.</summary>
    Unreachable,

    /// <summary>The next hop's name does not resolve.</summary>
    Unresolvable,

    /// <summary>401 or 407, and no credentials or the wrong ones.</summary>
    Unauthorized,

    /// <summary>More redirections than the limit allows, or a loop of them.</summary>
    TooManyRedirects,

    /// <summary>The request itself cannot be sent as it is.</summary>
    InvalidRequest,

    /// <summary>The endpoint has as many calls as it may have.</summary>
    LimitReached,
}

/// <summary>Someone calls us. Answer with <see cref="ProgressCall"/>, <see cref="AnswerCall"/> or <see cref="RejectCall"/>.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The key the endpoint gave this call.</param>
/// <param name="CallId">Its Call-ID.</param>
/// <param name="Request">The INVITE.</param>
/// <param name="Flow">Where it came from.</param>
public sealed record IncomingCall(TimeSpan At, CallKey Key, string CallId, SipRequest Request, Flows.FlowId Flow) : CallEvent(At, Key)
{
    /// <summary>The offer; null if the caller wants ours.</summary>
    public SipBody? Offer { get; init; }

    /// <summary>A call of ours that this one replaces (RFC 3891). When this call is answered, the endpoint ends that one.</summary>
    public CallKey? Replaces { get; init; }
}

/// <summary>An answered incoming call is confirmed: the ACK arrived.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call.</param>
public sealed record CallConfirmed(TimeSpan At, CallKey Key) : CallEvent(At, Key)
{
    /// <summary>The answer to our delayed offer, if the ACK carried it.</summary>
    public SipBody? Answer { get; init; }
}

/// <summary>The peer changes the session, or asks for our offer. Answer with <see cref="SendAnswer"/> or <see cref="RefuseOffer"/>.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call.</param>
/// <param name="Offer">The offer; null asks for ours.</param>
public sealed record OfferReceived(TimeSpan At, CallKey Key, SipBody? Offer) : CallEvent(At, Key);

/// <summary>The peer answered our offer.</summary>
public sealed record OfferAnswered(TimeSpan At, CallKey Key, SipBody Answer) : CallEvent(At, Key);

/// <summary>The peer refused our offer or it could not be made; the session stays as it was.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call.</param>
/// <param name="Status">The status; 491 if glare could not be resolved.</param>
/// <param name="ReasonPhrase">The phrase.</param>
public sealed record OfferRefused(TimeSpan At, CallKey Key, int Status, string ReasonPhrase) : CallEvent(At, Key);

/// <summary>INFO arrived; it was answered with 200.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call.</param>
/// <param name="Body">Its body, if any.</param>
/// <param name="Package">Info-Package, if any.</param>
public sealed record InfoReceived(TimeSpan At, CallKey Key, SipBody? Body, string? Package) : CallEvent(At, Key);

/// <summary>The outcome of <see cref="SendInfo"/>.</summary>
public sealed record InfoAnswered(TimeSpan At, CallKey Key, int Status) : CallEvent(At, Key);

/// <summary>The peer asks us to call someone (RFC 3515). Answer with <see cref="AcceptRefer"/> or <see cref="RefuseRefer"/>.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call.</param>
/// <param name="Target">Refer-To.</param>
/// <param name="Replaces">What Refer-To asks to replace, if any: pass it on in <see cref="CallRequest.Replaces"/>.</param>
/// <param name="ReferredBy">Referred-By, if any: pass it on in <see cref="CallRequest.ReferredBy"/>.</param>
public sealed record ReferReceived(TimeSpan At, CallKey Key, SipUri Target, Replaces? Replaces, NameAddr? ReferredBy) : CallEvent(At, Key);

/// <summary>How the call we asked the peer to make is going.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call in which we asked.</param>
/// <param name="Status">The status of the new call as the peer tells it, 408 if nothing more was heard; or of the request itself.</param>
/// <param name="ReasonPhrase">The phrase.</param>
/// <param name="IsFinal">Nothing more follows. A status below 200 is final where the peer ended its telling with it.</param>
public sealed record ReferProgressed(TimeSpan At, CallKey Key, int Status, string ReasonPhrase, bool IsFinal) : CallEvent(At, Key)
{
    /// <summary>Where the status is from. The response to REFER may come after a NOTIFY, and after the last one it is not told.</summary>
    public ReferNews News { get; init; }
}

/// <summary>What a <see cref="ReferProgressed"/> is from.</summary>
public enum ReferNews
{
    /// <summary>A NOTIFY about the call that the peer makes.</summary>
    Notified,

    /// <summary>The response to REFER itself.</summary>
    Answer,

    /// <summary>Neither came in time, or the last NOTIFY said nothing.</summary>
    Silence,
}

/// <summary>An answered call, or an incoming call not yet answered, is over. The last event of the call.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call.</param>
/// <param name="By">Who ended it.</param>
/// <param name="Cause">Why.</param>
public sealed record CallEnded(TimeSpan At, CallKey Key, CallParty By, CallEndCause Cause) : CallEvent(At, Key)
{
    /// <summary>The peer's Reason headers (RFC 3326).</summary>
    public IReadOnlyList<CallReason> Reasons { get; init; } = [];
}

/// <summary>Who ended a call.</summary>
public enum CallParty
{
    /// <summary>The owner of this endpoint.</summary>
    Owner,

    /// <summary>The far end.</summary>
    Peer,

    /// <summary>This endpoint by itself: a timer, a lost transport.</summary>
    Endpoint,
}

/// <summary>Why a call ended.</summary>
public enum CallEndCause
{
    /// <summary>BYE.</summary>
    HungUp,

    /// <summary>The caller withdrew before the answer (CANCEL).</summary>
    Cancelled,

    /// <summary>The owner refused it before the answer.</summary>
    Rejected,

    /// <summary>Our 200 was never acknowledged (RFC 3261 13.3.1.4).</summary>
    AckMissing,

    /// <summary>Our reliable provisional was never acknowledged (RFC 3262 section 3).</summary>
    PrackMissing,

    /// <summary>No session refresh came in time (RFC 4028 section 10).</summary>
    SessionExpired,

    /// <summary>The peer knows the dialog no more (481), or answers nothing (408) (RFC 3261 12.2.1.2).</summary>
    PeerLostDialog,

    /// <summary>Another call took its place (RFC 3891).</summary>
    Replaced,

    /// <summary>The owner answered neither yes nor no in time.</summary>
    OwnerSilent,
}

/// <summary>One message of a call's ladder. A few come after the call's last event: a BYE and its answer, a late 2xx that is ended.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The call.</param>
/// <param name="Entry">The message.</param>
public sealed record CallMessage(TimeSpan At, CallKey Key, LadderEntry Entry) : CallEvent(At, Key);
