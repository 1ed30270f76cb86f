namespace Switchroom.Server.Phone;

/// <summary>
/// What comes after the ending of a call was told: the last figures of its media, and its far end's confirmation that it is over. Both go into the row, by one
/// write where they come soon after each other.
/// </summary>
internal sealed class CallAftermath(CallSession call, CallControl control)
{
    private bool _isRowBehind;
    private bool _isLetGo;

    /// <summary>Something about the call changed; while it goes on that is no matter of this class.</summary>
    public void Changed()
    {
        if (!call.IsOver)
        {
            return;
        }

        _isRowBehind = true;
        if (call.Recovery is not null)
        {
            return;
        }

        if (_isLetGo || call.Quality is not null)
        {
            CatchUp();
        }

        if (_isLetGo)
        {
            control.Remove(call.SessionId);
        }
    }

    /// <summary>The time for the last figures is over. False where the far end has yet to confirm, which has the call removed then.</summary>
    public bool LetGo()
    {
        _isLetGo = true;
        CatchUp();
        return call.Recovery is null;
    }

    private void CatchUp()
    {
        if (_isRowBehind)
        {
            _isRowBehind = false;
            control.Record(call, happened: null);
        }
    }
}
