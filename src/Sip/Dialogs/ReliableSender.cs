using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Dialogs;

/// <summary>Sends our provisional responses to one INVITE reliably: numbered, one at a time, repeated until PRACK (RFC 3262 section 3).</summary>
internal sealed class ReliableSender : ITimed
{
    private readonly Session _session;
    private readonly ServerTransaction _invite;
    private readonly Action _acknowledged;
    private readonly Queue<SipResponse> _waiting = new();
    private uint _number;
    private ReadOnlyMemory<byte> _sent;
    private bool _sentOffer;
    private TimeSpan _interval;
    private Deadline? _repeat;
    private Deadline? _bound;

    public ReliableSender(Session session, ServerTransaction invite, Action acknowledged)
    {
        _session = session;
        _invite = invite;
        _acknowledged = acknowledged;
        _number = (uint)session.Context.Random.Next(1, int.MaxValue / 2);
    }

    /// <summary>Whether a provisional waits for its PRACK: the 2xx must wait too if it carried a description.</summary>
    public bool IsPending => _bound is not null;

    private SipTimers Timers => _session.Context.Options.Timers;

    public void Send(SipResponse provisional)
    {
        _waiting.Enqueue(provisional);
        if (!IsPending)
        {
            SendNext();
        }
    }

    /// <summary>Takes a PRACK; false if it confirms nothing that is outstanding.</summary>
    public bool TryAcknowledge(ServerTransaction prack)
    {
        var request = prack.Request;
        if (!IsPending || request.RAck is not { } confirmed || confirmed.RSeq != _number || confirmed.CSeqNumber != _invite.Request.CSeq.Number)
        {
            return false;
        }

        StopTimers();
        if (_sentOffer && Bodies.Of(request) is { } answer)
        {
            _session.Offers.HandleAnswer(answer);
            prack.Respond(_session.Respond(prack, 200));
        }
        else if (Bodies.Of(request) is { } offer)
        {
            _session.Offers.Ask(new RequestQuestion(_session, prack), offer);
        }
        else
        {
            prack.Respond(_session.Respond(prack, 200));
        }

        if (_waiting.Count > 0)
        {
            SendNext();
        }
        else
        {
            _acknowledged();
        }

        return true;
    }

    public void Stop()
    {
        StopTimers();
        _waiting.Clear();
    }

    public void HandleTimer(TimerName name, TimeSpan now)
    {
        if (name == TimerName.RepeatProvisional)
        {
            _interval *= 2;
            _repeat = _session.Context.Arm(_interval, this, name);
            _invite.RepeatProvisional(_sent);
        }
        else
        {
            Stop();
            _session.Call.Incoming?.HandlePrackMissing();
        }
    }

    private void SendNext()
    {
        var provisional = _waiting.Dequeue();
        provisional.RSeq = ++_number;
        provisional.Headers.Add(SipHeader.Require, "100rel");
        _sentOffer = !provisional.Body.IsEmpty && _session.Offers.IsOurs;
        _sent = _session.Context.Bytes(provisional);
        _interval = Timers.T1;
        _repeat = _session.Context.Arm(_interval, this, TimerName.RepeatProvisional);
        _bound = _session.Context.Arm(Timers.TransactionTimeout, this, TimerName.ProvisionalUnacknowledged);
        _invite.RepeatProvisional(_sent);
    }

    private void StopTimers()
    {
        _session.Context.Timers.Cancel(ref _repeat);
        _session.Context.Timers.Cancel(ref _bound);
    }
}
