using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Calls;

/// <summary>One call towards its owner: an attempt in one direction, then a session.</summary>
internal sealed class Call
{
    private readonly EndpointContext _context;

    public Call(EndpointContext context, CallKey key)
    {
        _context = context;
        Key = key;
        Trace = new CallTrace(context, key);
        context.Calls.Add(key, this);
    }

    public CallKey Key { get; }

    public CallTrace Trace { get; }

    /// <summary>Answers challenges; null if the owner gave no credentials.</summary>
    public Authorizer? Authorizer { get; init; }

    /// <summary>Whose share of the limit per source this call takes; null for outgoing calls.</summary>
    public System.Net.IPAddress? Source { get; init; }

    public OutgoingAttempt? Outgoing { get; set; }

    public IncomingAttempt? Incoming { get; set; }

    /// <summary>The session: of the branch that answered, or of an incoming call from its first moment.</summary>
    public Session? Session { get; set; }

    /// <summary>The last event was reported.</summary>
    public bool IsOver { get; private set; }

    public TimeSpan Now => _context.Now;

    public void Report(CallEvent happened)
    {
        if (!IsOver)
        {
            _context.Report(happened);
        }
    }

    /// <summary>The last event of a call that was answered or came to us.</summary>
    public void End(CallParty by, CallEndCause cause, SipMessage? because = null) =>
        Close(new CallEnded(Now, Key, by, cause) { Reasons = because is null ? [] : ReasonsOf(because) });

    /// <summary>The last event of an outgoing call that was not answered.</summary>
    public void Fail(CallFailureCause cause, int status, string phrase, SipResponse? because = null) =>
        Close(new CallFailed(Now, Key, cause, status, phrase)
        {
            Reasons = because is null ? [] : ReasonsOf(because),
            Warning = because?.Warnings is [var warning, ..] ? $"{warning.Code} {warning.Text}" : null,
            Contacts = because is { Status: >= 300 and < 400 } ? Redirection.ContactsOf(because) : [],
            RetryAfter = because?.RetryAfter is { } wait ? TimeSpan.FromSeconds(wait.Value) : null,
        });

    private static List<CallReason> ReasonsOf(SipMessage message) =>
        message.Reasons.Select(reason => new CallReason(reason.Value, int.TryParse(reason["cause"], out var cause) ? cause : 0, reason["text"])).ToList();

    private void Close(CallEvent last)
    {
        if (!IsOver)
        {
            _context.Report(last);
            IsOver = true;
            _context.Calls.Remove(Key);
            _context.Sources.Release(Source);
        }
    }
}
