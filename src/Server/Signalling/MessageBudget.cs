namespace Switchroom.Server.Signalling;

/// <summary>A token bucket: so many messages per second, with a burst after a quiet time. For one reader.</summary>
internal sealed class MessageBudget(int perSecond, int burst, TimeProvider time)
{
    private double _left = burst;
    private long _at = time.GetTimestamp();

    /// <summary>Takes one message from the budget; false when it is spent.</summary>
    public bool TrySpend()
    {
        long now = time.GetTimestamp();
        _left = Math.Min(burst, _left + (time.GetElapsedTime(_at, now).TotalSeconds * perSecond));
        _at = now;
        if (_left < 1)
        {
            return false;
        }

        _left--;
        return true;
    }
}
