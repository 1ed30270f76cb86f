using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Switchroom.Server.Api;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;
using Switchroom.Server.Tests.Support;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Api;

public sealed class RateLimitTests
{
    private static readonly ApiSettings Daily = new(true, new RateLimit(100, 5), new RateLimit(50, 30), new RateLimit(5, 5), 1, 8, true);
    private static readonly ApiKey Key = new("a", "d", "d", "s");

    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void ABurstOfAWholeWindowIsAllowedThenThePaceOfTheWindow()
    {
        var limiter = new RateLimiter(Daily, clock);

        Assert.All(Enumerable.Range(0, 5), _ => Assert.Null(limiter.SecondsToWait(Key, RateClass.Calls)));
        Assert.Equal(1, limiter.SecondsToWait(Key, RateClass.Calls));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(limiter.SecondsToWait(Key, RateClass.Calls));
        Assert.NotNull(limiter.SecondsToWait(Key, RateClass.Calls));
    }

    [Fact]
    public void KeysAndClassesAreCountedApart()
    {
        var limiter = new RateLimiter(Daily, clock);
        for (var i = 0; i < 5; i++)
        {
            limiter.SecondsToWait(Key, RateClass.Calls);
        }

        Assert.NotNull(limiter.SecondsToWait(Key, RateClass.Calls));
        Assert.Null(limiter.SecondsToWait(Key, RateClass.Default));
        Assert.Null(limiter.SecondsToWait(Key with { Id = "b" }, RateClass.Calls));
    }

    [Property]
    public void NoWindowEverSeesMoreThanTwiceItsRequests(byte requests, byte seconds, ushort[] pauses)
    {
        var limit = new RateLimit(requests + 1, seconds + 1);
        var now = TimeSpan.Zero;
        var bucket = new TokenBucket(limit, now);
        var taken = new List<TimeSpan>();
        foreach (var pause in pauses)
        {
            now += TimeSpan.FromMilliseconds(pause);
            if (bucket.TryTake(now, out var wait))
            {
                taken.Add(now);
            }
            else
            {
                Assert.InRange(wait, TimeSpan.FromTicks(1), TimeSpan.FromSeconds((double)limit.Seconds / limit.Requests) + TimeSpan.FromMilliseconds(1));
            }
        }

        Assert.All(taken, start => Assert.True(taken.Count(time => time >= start && time < start + TimeSpan.FromSeconds(limit.Seconds)) <= 2 * limit.Requests));
    }

    [Fact]
    public async Task OverTheLimitTheAnswerIs429AndSaysWhenToComeBack()
    {
        using var folder = new TempFolder();
        await using var app = TestServer.Build(
            folder.FullPath, "--Switchroom:ApiKey=0123456789abcdef", "--Switchroom:Api:RateLimits:Calls=2/600s", "--Switchroom:Api:RateLimits:Heavy=1/600s");
        await app.StartAsync();
        using var api = new ApiClient(new Uri(app.Urls.First()), "0123456789abcdef", "", "");

        var calls = new List<ApiClient.Answer>();
        for (var i = 0; i < 3; i++)
        {
            calls.Add(await api.PostAsync("/rooms/x/dialOut/start", new { phoneNumber = "+15550100" }));
        }

        Assert.Equal([404, 404, 429], calls.Select(call => call.Status));
        Assert.Equal("rate-limit-error", calls[2].Error);
        Assert.InRange(calls[2].Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(300));
        Assert.Equal(404, (await api.DeleteAsync("/rooms/x")).Status);
        Assert.Equal(429, (await api.DeleteAsync("/rooms/x")).Status);
        Assert.Equal(200, (await api.GetAsync("/rooms")).Status);
    }
}
