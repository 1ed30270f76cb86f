namespace Switchroom.Server.Phone;

/// <summary>
/// When a far end is told that it is on hold, or back: one re-INVITE at a time, each with the newest wish. A far end that refuses is not asked again;
/// the hold is in force in the room whatever it says.
/// </summary>
internal sealed class HoldSignal
{
    private bool _wanted;
    private bool _told;
    private bool _underWay;

    /// <summary>No offer is under way.</summary>
    public bool IsSettled => !_underWay;

    /// <summary>The operator's wish; answers what to offer now, or null for nothing.</summary>
    public bool? Want(bool hold)
    {
        _wanted = hold;
        return Next();
    }

    /// <summary>The offer under way was answered or refused; answers what to offer next, or null for nothing.</summary>
    public bool? Done()
    {
        _underWay = false;
        return Next();
    }

    private bool? Next()
    {
        if (_underWay || _wanted == _told)
        {
            return null;
        }

        _underWay = true;
        return _told = _wanted;
    }
}
