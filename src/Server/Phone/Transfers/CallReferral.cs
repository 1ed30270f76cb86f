using Switchroom.Sip.Calls;

namespace Switchroom.Server.Phone.Transfers;

/// <summary>One REFER under way: what the far end said to it, and then about the call that it makes (RFC 3515).</summary>
internal sealed class CallReferral
{
    private readonly TaskCompletionSource<bool> _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TransferEnding> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int? _referCode;
    private int? _notifyCode;
    private bool _rang;

    /// <summary>Completes when the far end took the request on, or with false when it will not.</summary>
    public Task<bool> Accepted => _accepted.Task;

    /// <summary>Completes with the outcome, at the latest when the call is over.</summary>
    public Task<TransferEnding> Done => _done.Task;

    public void Handle(ReferProgressed progress)
    {
        if (progress.News == ReferNews.Answer)
        {
            _referCode = progress.Status;
        }
        else if (progress.News == ReferNews.Notified)
        {
            _notifyCode = progress.Status;
            _rang |= progress.Status is > 100 and < 200;
        }

        if (progress.IsFinal)
        {
            End(EndingOf(progress));
        }
        else
        {
            _accepted.TrySetResult(true);
        }
    }

    /// <summary>The call is over, and nothing more will be heard.</summary>
    public void Gone() => End(With(new TransferEnding("canceled") { Problem = "the call ended before its far end told an outcome" }));

    private void End(TransferEnding ending)
    {
        _accepted.TrySetResult(ending.NotifyCode is not null);
        _done.TrySetResult(ending);
    }

    private TransferEnding EndingOf(ReferProgressed last)
    {
        var said = $"SIP {last.Status} {last.ReasonPhrase}".TrimEnd();
        return With(last switch
        {
            { News: ReferNews.Silence } => new TransferEnding("failed") { Problem = "the far end told no outcome" },
            { News: ReferNews.Answer } => new TransferEnding("failed") { Problem = "the far end refused: " + said },
            { Status: < 200 } => new TransferEnding("failed") { Problem = "the far end told no outcome, last: " + said },
            { Status: < 300 } => new TransferEnding("completed"),
            _ => new TransferEnding(StatusOf(last.Status)) { Problem = said },
        });
    }

    private string StatusOf(int status) =>
        TransferEvents.StatusOf(CallOutcome.Of(new CallEnding { Rang = _rang, SipCode = status }).Reason);

    private TransferEnding With(TransferEnding ending) => ending with { SipCode = _notifyCode ?? _referCode, ReferCode = _referCode, NotifyCode = _notifyCode };
}
