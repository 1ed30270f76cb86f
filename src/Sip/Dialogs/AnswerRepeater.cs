using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Dialogs;

/// <summary>Repeats a 2xx to INVITE until its ACK comes, over any transport (RFC 3261 13.3.1.4).</summary>
internal sealed class AnswerRepeater : ITimed
{
    private readonly Session _session;
    private readonly ServerTransaction _transaction;
    private readonly Action<SipRequest> _acknowledged;
    private TimeSpan _interval;
    private Deadline? _repeat;
    private Deadline? _bound;

    public AnswerRepeater(Session session, ServerTransaction transaction, Action<SipRequest> acknowledged)
    {
        _session = session;
        _transaction = transaction;
        _acknowledged = acknowledged;
        _interval = Timers.T1;
        _repeat = session.Context.Arm(_interval, this, TimerName.RepeatAnswer);
        _bound = session.Context.Arm(Timers.TransactionTimeout, this, TimerName.AnswerUnacknowledged);
    }

    /// <summary>CSeq number of the INVITE, which its ACK has too.</summary>
    public uint Number => _transaction.Request.CSeq.Number;

    private SipTimers Timers => _session.Context.Options.Timers;

    public void Acknowledge(SipRequest ack)
    {
        Stop();
        _acknowledged(ack);
    }

    public void Stop()
    {
        _session.Context.Timers.Cancel(ref _repeat);
        _session.Context.Timers.Cancel(ref _bound);
    }

    public void HandleTimer(TimerName name, TimeSpan now)
    {
        if (name == TimerName.RepeatAnswer)
        {
            _transaction.RepeatSuccess();
            _interval = _interval * 2 > Timers.T2 ? Timers.T2 : _interval * 2;
            _repeat = _session.Context.Arm(_interval, this, name);
        }
        else
        {
            Stop();
            _session.HandleAckMissing();
        }
    }
}
