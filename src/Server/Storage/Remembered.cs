namespace Switchroom.Server.Storage;

/// <summary>
/// A value read from the database and kept for a while. After <see cref="Forget"/> nobody is given what was read before it, not even when
/// that reading was still under way.
/// </summary>
/// <param name="clock">Tells how old the value is.</param>
/// <param name="staleness">How long a value is good for; it also bounds how long a change made by another process stays unseen.</param>
internal sealed class Remembered<T>(TimeProvider clock, TimeSpan staleness) : IDisposable
    where T : class
{
    private readonly SemaphoreSlim reading = new(1);
    private int changes;
    private volatile Reading? last;

    /// <summary>The value; read anew where it is stale, by one caller while the others wait.</summary>
    public async ValueTask<T> GetAsync(Func<CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        if (Fresh() is { } known)
        {
            return known;
        }

        await reading.WaitAsync(cancel);
        try
        {
            if (Fresh() is { } readMeanwhile)
            {
                return readMeanwhile;
            }

            var (change, startedAt) = (Volatile.Read(ref changes), clock.GetTimestamp());
            var value = await read(cancel);
            last = new Reading(value, change, startedAt);
            return value;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>Says that the value has changed; called once the change can be read.</summary>
    public void Forget() => Interlocked.Increment(ref changes);

    public void Dispose() => reading.Dispose();

    private T? Fresh() =>
        last is { } it && it.Change == Volatile.Read(ref changes) && clock.GetElapsedTime(it.StartedAt) < staleness ? it.Value : null;

    private sealed record Reading(T Value, int Change, long StartedAt);
}
