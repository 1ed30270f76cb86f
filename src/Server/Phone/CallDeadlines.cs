namespace Switchroom.Server.Phone;

/// <summary>
/// When which call wants to be looked at, earliest first. A deadline that moves later, or goes, costs nothing until its old time comes: the call is looked at
/// once too often then.
/// </summary>
internal sealed class CallDeadlines
{
    private readonly PriorityQueue<string, TimeSpan> _queue = new();
    private readonly Dictionary<string, TimeSpan> _earliest = [];

    /// <summary>The earliest time at which a call may be due.</summary>
    public TimeSpan? Next
    {
        get
        {
            while (_queue.TryPeek(out var id, out var at))
            {
                if (IsCurrent(id, at))
                {
                    return at;
                }

                _queue.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Notes a call's deadline after any input to it; null for none.</summary>
    public void Watch(string sessionId, TimeSpan? due)
    {
        if (due is { } at && (!_earliest.TryGetValue(sessionId, out var known) || at < known))
        {
            _earliest[sessionId] = at;
            _queue.Enqueue(sessionId, at);
        }
    }

    /// <summary>The next call to look at; the caller watches it again.</summary>
    public bool TryTakeDue(TimeSpan now, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? sessionId)
    {
        if (Next <= now)
        {
            sessionId = _queue.Dequeue();
            _earliest.Remove(sessionId);
            return true;
        }

        sessionId = null;
        return false;
    }

    /// <summary>The call is gone.</summary>
    public void Forget(string sessionId) => _earliest.Remove(sessionId);

    private bool IsCurrent(string sessionId, TimeSpan at) => _earliest.TryGetValue(sessionId, out var known) && known == at;
}
