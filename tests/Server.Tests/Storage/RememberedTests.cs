using Switchroom.Server.Storage;

namespace Switchroom.Server.Tests.Storage;

public sealed class RememberedTests
{
    private readonly StoppedClock _clock = new();
    private int _stored;
    private int _readings;

    [Fact]
    public async Task IsReadOnceUntilItIsStale()
    {
        using var value = new Remembered<string>(_clock, TimeSpan.FromSeconds(1));
        Assert.Equal("0", await value.GetAsync(ReadAsync, default));
        _stored = 1;
        _clock.Now = TimeSpan.FromSeconds(0.999);
        Assert.Equal("0", await value.GetAsync(ReadAsync, default));
        _clock.Now = TimeSpan.FromSeconds(1);
        Assert.Equal("1", await value.GetAsync(ReadAsync, default));
        Assert.Equal(2, _readings);
    }

    [Fact]
    public async Task AChangeIsSeenAtOnceThoughAReadingFromBeforeItEndsAfterIt()
    {
        using var value = new Remembered<string>(_clock, TimeSpan.FromSeconds(1));
        var database = new TaskCompletionSource();
        var before = value.GetAsync(
            async cancel =>
            {
                var read = await ReadAsync(cancel);
                await database.Task;
                return read;
            },
            default).AsTask();
        _stored = 1;
        value.Forget();
        var after = value.GetAsync(ReadAsync, default).AsTask();
        database.SetResult();
        Assert.Equal("0", await before);
        Assert.Equal("1", await after);
        Assert.Equal("1", await value.GetAsync(ReadAsync, default));
        Assert.Equal(2, _readings);
    }

    [Fact]
    public async Task AFailedReadingIsTriedAgainByTheNext()
    {
        using var value = new Remembered<string>(_clock, TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<IOException>(async () => await value.GetAsync(_ => Task.FromException<string>(new IOException()), default));
        Assert.Equal("0", await value.GetAsync(ReadAsync, default));
    }

    private Task<string> ReadAsync(CancellationToken cancel)
    {
        _readings++;
        return Task.FromResult(_stored.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private sealed class StoppedClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
