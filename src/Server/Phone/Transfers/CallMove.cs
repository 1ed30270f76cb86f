using Switchroom.Rooms.Worker;
using Switchroom.Sip.Calls;

namespace Switchroom.Server.Phone.Transfers;

/// <summary>
/// An answered call on its way from one room to another. The new room's leg is made first and offered to the far end by a re-INVITE; only when the far
/// end took it does the call leave the old room. Whatever goes wrong before that leaves the call where it was.
/// </summary>
internal sealed class CallMove(CallSession from, CallSession to, CallControl control)
{
    private readonly TaskCompletionSource<string?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _offered;

    public CallSession To => to;

    /// <summary>Null when the call has moved, else why not.</summary>
    public Task<string?> Done => _done.Task;

    public void Begin(AddPhoneLeg leg)
    {
        from.Transfer.Move = to.Transfer.Move = this;
        from.Switchboard.WhenSettled(() =>
        {
            if (!_done.Task.IsCompleted)
            {
                control.SendOrElse(leg, Fail);
            }
        });
    }

    /// <summary>The new leg's offer.</summary>
    public void Offer(string sdp)
    {
        if (!_done.Task.IsCompleted && from.Attempt is { } key)
        {
            _offered = true;
            control.Post(new SendOffer(key, SipBody.Sdp(sdp)));
        }
    }

    /// <summary>The far end took it.</summary>
    public void Answered(string sdp)
    {
        from.Transfer.Move = null;
        if (_done.Task.IsCompleted)
        {
            from.OfferAgain(); // it failed meanwhile: the far end sends to a leg that is gone
            return;
        }

        to.Transfer.Move = null;
        control.Adopt(from, to, sdp);
        _done.SetResult(null);
    }

    /// <summary>The far end keeps to what was agreed on before.</summary>
    public void Refused(string how)
    {
        _offered = false;
        Fail($"the far end refused the new session: {how}");
    }

    /// <summary>One of the two sessions is over.</summary>
    public void Gone(CallSession which)
    {
        _offered &= which == to;
        Fail("Call closed before command could be delivered");
    }

    /// <summary>The call stays where it is. The new session keeps this move, and does nothing, until its place is given back.</summary>
    public void Fail(string why)
    {
        if (!_offered)
        {
            from.Transfer.Move = null;
        }

        _done.TrySetResult(why);
    }
}
