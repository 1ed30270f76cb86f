namespace Switchroom.Benchmarks.Forwarding;

/// <summary>Time that the benchmark moves, so that a busy machine changes neither what is sent nor what it costs.</summary>
internal sealed class BenchClock : TimeProvider
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow;
    private long _ticks = TimeSpan.TicksPerSecond;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Now => new(Volatile.Read(ref _ticks));

    public void Advance(TimeSpan step) => Interlocked.Add(ref _ticks, step.Ticks);

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => Start + Now;
}
