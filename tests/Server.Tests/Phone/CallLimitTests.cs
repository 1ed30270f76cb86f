using Microsoft.Extensions.DependencyInjection;
using Switchroom.Server.Storage;
using Switchroom.Server.Tests.Phone.Support;
using Switchroom.Sip.Calls;

namespace Switchroom.Server.Tests.Phone;

/// <summary>Each limit on calls: the error it gives, that nothing is dialled then, and that an ended call gives its place back.</summary>
public sealed class CallLimitTests
{
    [Theory]
    [InlineData("MaxCallsPerKey", "the API key has reached its limit of 2 concurrent calls")]
    [InlineData("MaxCallsPerDomain", "the domain has reached its limit of 2 concurrent calls")]
    public async Task AKeyAndADomainHaveOnlySoManyCallsAtOnce(string setting, string info)
    {
        await using var server = await CallServer.StartAsync($"--Switchroom:DialOut:{setting}=2");
        using var line = new TestLine();
        var (one, two) = (await server.NewRoomAsync(), await server.NewRoomAsync());
        var first = await server.ConnectAsync(one, line);
        await server.ConnectAsync(two, line);

        var refused = await server.Api.PostAsync($"/rooms/{two}/dialOut/start", new { sipUri = line.Uri });
        Assert.Equal((429, "rate-limit-error", info), (refused.Status, refused.Error, refused.Info));
        Assert.Equal(2, line.Calls);

        await server.MustPostAsync($"/rooms/{one}/dialOut/stop", new { sessionId = first });
        await server.NextAsync("dialout.stopped", first);
        await server.ConnectAsync(two, line);
    }

    [Fact]
    public async Task OfRequestsAtOnceNoMoreThanTheRoomsLimitAreDialled()
    {
        await using var server = await CallServer.StartAsync();
        using var line = new TestLine();
        var room = await server.NewRoomAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => server.Api.PostAsync($"/rooms/{room}/dialOut/start", new { sipUri = line.Uri })));

        Assert.Equal(5, answers.Count(answer => answer.Status == 200));
        Assert.All(answers.Where(answer => answer.Status != 200), answer =>
            Assert.Equal((400, $"room {room} has reached its limit of 5 concurrent SIP and PSTN sessions"), (answer.Status, answer.Info)));
        for (var i = 0; i < 5; i++)
        {
            await line.RingAsync();
        }

        Assert.Equal(5, line.Calls);
    }

    [Fact]
    public async Task OfRequestsAtOnceNoMoreThanATrunkTakesGoThroughItAndTheRestThroughTheNext()
    {
        await using var server = await CallServer.StartAsync();
        using var near = new TestLine();
        using var far = new TestLine();
        await AddTrunkAsync(server, near, "near", priority: 1, limit: 2);
        await AddTrunkAsync(server, far, "far", priority: 2, limit: 5);
        var rooms = new[] { await server.NewRoomAsync(), await server.NewRoomAsync(), await server.NewRoomAsync() };

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => server.Api.PostAsync($"/rooms/{rooms[i % 3]}/dialOut/start", new { phoneNumber = "+15550102" })));

        Assert.Equal(7, answers.Count(answer => answer.Status == 200));
        Assert.All(answers.Where(answer => answer.Status != 200), answer =>
            Assert.Equal((503, "every trunk that serves +15550102 is at its limit, try again"), (answer.Status, answer.Info)));
        var calls = new[] { await near.RingAsync(), await near.RingAsync() };
        for (var i = 0; i < 5; i++)
        {
            await far.RingAsync();
        }

        Assert.Equal((2, 5), (near.Calls, far.Calls));

        // one that ends gives its place back
        near.Post(new RejectCall(calls[0].Key, 486));
        await server.NextAsync("dialout.stopped");
        await server.DialAsync(rooms[0], new { phoneNumber = "+15550102" });
        await near.RingAsync();
    }

    [Fact]
    public async Task ATrunkThatIsFullIsPassedOverWhenAnotherOneFails()
    {
        await using var server = await CallServer.StartAsync();
        using var near = new TestLine { Rings = false };
        using var full = new TestLine();
        using var far = new TestLine();
        await AddTrunkAsync(server, near, "near", priority: 1);
        await AddTrunkAsync(server, full, "full", priority: 2, limit: 1);
        await AddTrunkAsync(server, far, "far", priority: 3);
        var room = await server.NewRoomAsync();
        await server.DialAsync(room, new { phoneNumber = "+15550102" });
        var first = await near.RingAsync();
        await server.DialAsync(room, new { phoneNumber = "+15550102", trunk = "full" });
        await full.RingAsync();

        near.Post(new RejectCall(first.Key, 503));

        Assert.Contains("+15550102", (await far.RingAsync()).Request.Uri.ToString());
        Assert.Equal(1, full.Calls);
    }

    [Fact]
    public async Task ACallThroughATrunkLastsAsLongAsTheMinutesOfTheDay()
    {
        await using var server = await CallServer.StartAsync("--Switchroom:DialOut:MaxMinutesPerDay=10");
        using var line = new TestLine();
        var room = await server.NewRoomAsync();
        await UseUpAsync(server, line, TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        var id = await server.DialAsync(room, new { phoneNumber = "+15550102" });
        await line.AnswerAsync();

        var stopped = await server.NextAsync("dialout.stopped", id);

        Assert.Equal(("completed", "limit"), ((string?)stopped["reason"], (string?)stopped["ended_by"]));
    }

    [Fact]
    public async Task ADomainThatHasUsedUpItsMinutesDialsNoNumberButSipEndpoints()
    {
        await using var server = await CallServer.StartAsync("--Switchroom:DialOut:MaxMinutesPerDay=10");
        using var line = new TestLine();
        var room = await server.NewRoomAsync();
        await UseUpAsync(server, line, TimeSpan.FromMinutes(10));

        var refused = await server.Api.PostAsync($"/rooms/{room}/dialOut/start", new { phoneNumber = "+15550102" });

        Assert.Equal((429, "rate-limit-error", "the domain has used up its 10 minutes of phone calls within 24 hours"), (refused.Status, refused.Error, refused.Info));
        Assert.Equal(0, line.Calls);
        await server.ConnectAsync(room, line);
    }

    [Fact]
    public async Task ACallIsHungUpAfterTheLongestTimeThatItsRequestNames()
    {
        await using var server = await CallServer.StartAsync();
        using var line = new TestLine();
        var room = await server.NewRoomAsync();
        var id = await server.DialAsync(room, new { sipUri = line.Uri, maxDurationSec = 1 });
        await line.AnswerAsync();

        var stopped = await server.NextAsync("dialout.stopped", id);

        Assert.Equal(("completed", "limit"), ((string?)stopped["reason"], (string?)stopped["ended_by"]));
    }

    private static Task AddTrunkAsync(CallServer server, TestLine line, string name, int priority, int? limit = null) => server.MustPostAsync(
        "/outbound-trunks", new { name, address = "127.0.0.1", port = line.Port, numbers = new[] { "+15550100" }, priority, max_concurrent_calls = limit });

    /// <summary>A trunk to the line, through which the domain has talked that long today.</summary>
    private static async Task UseUpAsync(CallServer server, TestLine line, TimeSpan talked)
    {
        await server.MustPostAsync("/outbound-trunks", new { name = "carrier", address = "127.0.0.1", port = line.Port, numbers = new[] { "+15550100" } });
        var answered = DateTimeOffset.UtcNow.AddHours(-2);
        await server.Services.GetRequiredService<Store>().WriteAsync(async context => await context.CallLegs.AddAsync(new StoredCallLeg
        {
            Id = "earlier", DomainId = server.Api.DomainId, RoomId = "room", RoomName = "room", Direction = "out", State = "ended", Target = "+15550101", TrunkId = "carrier",
            CreatedAt = answered, AnsweredAt = answered, EndedAt = answered + talked,
        }));
    }
}
