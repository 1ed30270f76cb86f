using System.Text.Json.Nodes;
using Switchroom.Server.Tests.Support;

namespace Switchroom.Server.Tests.Api;

public sealed class RoomTestsOnSqlite(SqliteServer server) : RoomTests(server);

public sealed class RoomTestsOnPostgres(PostgresServer server) : RoomTests(server);

public abstract class RoomTests(TestServer server) : IAsyncLifetime
{
    private ApiClient api = null!;

    private static double Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    public async ValueTask InitializeAsync() => api = await server.NewDomainAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        api.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task ARoomHasAllSevenKeysAndNoneIsNull()
    {
        var room = (await api.PostAsync("/rooms", new { name = "seven" })).Json.AsObject();

        Assert.Equal(["id", "name", "api_created", "privacy", "url", "created_at", "config"], room.Select(pair => pair.Key));
        Assert.All(room, pair => Assert.NotNull(pair.Value));
        Assert.True(Guid.TryParse((string?)room["id"], out _));
        Assert.Equal("public", (string?)room["privacy"]);
        Assert.Equal($"{(await server.UrlAsync()).ToString().TrimEnd('/')}/seven", (string?)room["url"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string?)room["created_at"]);
        Assert.Equal("{}", room["config"]!.ToJsonString());
        Assert.Equal(room.ToJsonString(), (await api.GetAsync("/rooms/seven")).Text);
    }

    [Fact]
    public async Task ConfigHoldsOnlyWhatDiffersFromTheDefaults()
    {
        var room = await api.PostAsync("/rooms", new { properties = new { max_participants = 200, enable_chat = true, lang = "en", enable_screenshare = true, geo = (string?)null } });

        Assert.Equal("""{"enable_chat":true}""", room["config"]!.ToJsonString());
    }

    [Fact]
    public async Task ADefaultOfTheDomainIsTheDefaultOfItsRooms()
    {
        await api.PostAsync("/", new { properties = new { enable_chat = true } });
        var room = await api.PostAsync("/rooms", new { name = "a", properties = new { enable_chat = true } });
        var off = await api.PostAsync("/rooms", new { name = "b", properties = new { enable_chat = false } });

        Assert.Equal("{}", room["config"]!.ToJsonString());
        Assert.Equal("""{"enable_chat":false}""", off["config"]!.ToJsonString());
    }

    [Fact]
    public async Task AnUpdateChangesWhatItNamesAndNullGivesTheDefaultBack()
    {
        await api.PostAsync("/rooms", new { name = "up", privacy = "private", properties = new { max_participants = 5, enable_chat = true } });

        var changed = await api.PostAsync("/rooms/up", new { properties = new { max_participants = (int?)null, start_audio_off = true } });

        Assert.Equal(200, changed.Status);
        Assert.Equal("private", (string?)changed["privacy"]);
        Assert.Equal("""{"enable_chat":true,"start_audio_off":true}""", changed["config"]!.ToJsonString());
        Assert.Equal("public", (string?)(await api.PostAsync("/rooms/up", new { privacy = "public" }))["privacy"]);
        Assert.Equal(404, (await api.PostAsync("/rooms/other", new { privacy = "public" })).Status);
    }

    [Fact]
    public async Task ADeletedRoomIsGone()
    {
        await api.PostAsync("/rooms", new { name = "gone" });

        Assert.Equal("""{"deleted":true,"name":"gone"}""", (await api.DeleteAsync("/rooms/gone")).Text);
        Assert.Equal("""404 {"error":"not-found","info":"room gone not found"}""", (await api.GetAsync("/rooms/gone")).ToString());
        Assert.Equal(404, (await api.DeleteAsync("/rooms/gone")).Status);
    }

    [Fact]
    public async Task ARandomNameHasTwentyLettersAndDigits() => Assert.Matches("^[A-Za-z0-9]{20}$", await api.NewRoomAsync());

    [Fact]
    public async Task AnExpiryMayBeAFloat()
    {
        var room = await api.PostAsync("/rooms", new { properties = new { exp = Now + 300.5, nbf = Now } });

        Assert.Equal(200, room.Status);
        Assert.InRange((double)room["config"]!["exp"]!, Now, Now + 301);
    }

    [Fact]
    public async Task AnExpiredRoomIsNeitherListedNorFoundAndItsNameIsFree()
    {
        await api.PostAsync("/rooms", new { name = "late", properties = new { exp = Now + 1 } });
        await Until(async () => (await api.GetAsync("/rooms/late")).Status == 404);

        Assert.Equal(0, (int)(await api.GetAsync("/rooms"))["total_count"]!);
        Assert.Equal("""404 {"error":"not-found","info":"room late not found","deleted":true}""", (await api.DeleteAsync("/rooms/late")).ToString());
        await api.PostAsync("/rooms", new { name = "again", properties = new { exp = Now + 1 } });
        await Until(async () => (await api.PostAsync("/rooms", new { name = "again" })).Status == 200);
    }

    [Fact]
    public async Task OfTwoHundredParallelCreationsOneWins()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => api.PostAsync("/rooms", new { name = "contested" })));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(199, answers.Count(answer => answer.ToString() == """400 {"error":"invalid-request-error","info":"a room named contested already exists"}"""));
        Assert.Equal(1, (int)(await api.GetAsync("/rooms"))["total_count"]!);
    }

    [Fact]
    public async Task ParallelUpdatesOfOneRoomAllCount()
    {
        await api.PostAsync("/rooms", new { name = "busy" });
        string[] flags = ["enable_chat", "start_video_off", "start_audio_off", "enable_knocking"];

        var answers = await Task.WhenAll(flags.Select(flag => api.PostAsync("/rooms/busy", new JsonObject { ["properties"] = new JsonObject { [flag] = true } })));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(flags.Order(), (await api.GetAsync("/rooms/busy"))["config"]!.AsObject().Select(pair => pair.Key).Order());
    }

    [Fact]
    public async Task PagesRunFromTheNewestAndBackAgain()
    {
        var names = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            names.Insert(0, await api.NewRoomAsync());
        }

        var first = await api.GetAsync("/rooms?limit=3");
        var second = await api.GetAsync($"/rooms?limit=3&starting_after={Ids(first)[^1]}");
        var back = await api.GetAsync($"/rooms?limit=2&ending_before={Ids(second)[^1]}");
        var oldest = await api.GetAsync("/rooms?limit=2&ending_before=OLDEST");

        Assert.Equal(7, (int)second["total_count"]!);
        Assert.Equal(names[..3], Names(first));
        Assert.Equal(names[3..6], Names(second));
        Assert.Equal(names[3..5], Names(back));
        Assert.Equal(names[5..], Names(oldest));
    }

    [Fact]
    public async Task ACursorWorksAfterItsRoomWasDeleted()
    {
        for (var i = 0; i < 4; i++)
        {
            await api.NewRoomAsync();
        }

        var first = await api.GetAsync("/rooms?limit=2");
        foreach (var name in Names(first))
        {
            await api.DeleteAsync($"/rooms/{name}");
        }

        Assert.Equal(2, Names(await api.GetAsync($"/rooms?limit=2&starting_after={Ids(first)[^1]}")).Length);
    }

    [Fact]
    public async Task ABatchIsAllOrNothing()
    {
        await api.PostAsync("/rooms", new { name = "taken" });

        var refused = await api.PostAsync("/batch/rooms", new { rooms = new[] { new { name = "fresh" }, new { name = "taken" } } });
        var created = await api.PostAsync("/batch/rooms", new { rooms = Enumerable.Range(0, 1000).Select(i => new { name = $"many-{i}" }) });
        var missing = await api.DeleteAsync("/batch/rooms", new { room_names = new[] { "many-1", "nobody" } });
        var deleted = await api.DeleteAsync("/batch/rooms", new { room_names = Enumerable.Range(0, 1000).Select(i => $"many-{i}") });

        Assert.Equal("""400 {"error":"invalid-request-error","info":"a room named taken already exists"}""", refused.ToString());
        Assert.Equal(404, (await api.GetAsync("/rooms/fresh")).Status);
        Assert.Equal(1000, created.Json.AsArray().Count);
        Assert.Equal(404, missing.Status);
        Assert.Equal("""{"deleted_count":1000}""", deleted.Text);
        Assert.Equal(400, (await api.PostAsync("/batch/rooms", new { rooms = Enumerable.Range(0, 1001).Select(_ => new { }) })).Status);
    }

    [Fact]
    public async Task ABatchMayNameTenBucketsAtMost()
    {
        object Room(int bucket) => new { properties = new { recordings_bucket = new { bucket_name = $"b{bucket}", bucket_region = "us-east-1" } } };

        Assert.Equal(200, (await api.PostAsync("/batch/rooms", new { rooms = Enumerable.Range(0, 20).Select(i => Room(i % 10)) })).Status);
        Assert.Contains("more than 10", (await api.PostAsync("/batch/rooms", new { rooms = Enumerable.Range(0, 11).Select(Room) })).Info, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SipSettingsComeWithAnAddressThatHasNoScheme()
    {
        var room = await api.PostAsync("/rooms", new { name = "reach", properties = new { sip = new { display_name = "caller", video = false, sip_mode = "dial-in", num_endpoints = 2, codecs = new { audio = new[] { new[] { "OPUS", "PCMU" } } } } } });

        Assert.Matches("^reach\\.0@127\\.0\\.0\\.1:[0-9]+$", (string?)room["config"]!["sip_uri"]!["endpoint"]);
        Assert.Matches("^\\[\"reach\\.1@127\\.0\\.0\\.1:[0-9]+\"\\]$", room["config"]!["sip_uri"]!["extra_endpoints"]!.ToJsonString());
        Assert.Equal("""["OPUS","PCMU"]""", room["config"]!["sip"]!["codecs"]!["audio"]!.ToJsonString());
        Assert.Equal("{}", (await api.PostAsync("/rooms/reach", new { properties = new { sip = (object?)null } }))["config"]!.ToJsonString());
    }

    [Fact]
    public async Task ADialinRoomHasElevenDigitsAndNeedsAnExpiry()
    {
        var room = await api.PostAsync("/rooms", new { properties = new { exp = Now + 3600, dialin = new { display_name = "x" } } });

        Assert.Matches("^[0-9]{11}$", (string?)room["config"]!["dialin_code"]);
        Assert.Equal(400, (await api.PostAsync("/rooms", new { properties = new { dialin = new { display_name = "x" } } })).Status);
    }

    [Fact]
    public async Task WhatPipecatSendsIsTaken()
    {
        var room = await api.PostAsync("/rooms", new
        {
            privacy = "public",
            properties = new
            {
                exp = Now + 300.25,
                enable_chat = false,
                enable_prejoin_ui = false,
                enable_emoji_reactions = false,
                eject_at_room_exp = true,
                start_video_off = false,
                sip = new { display_name = "sw-sip-dialin", video = false, sip_mode = "dial-in", num_endpoints = 1 },
            },
        });

        Assert.Equal(200, room.Status);
        Assert.DoesNotContain("sip:", (string?)room["config"]!["sip_uri"]!["endpoint"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task DomainsDoNotSeeEachOthersRooms()
    {
        await api.PostAsync("/rooms", new { name = "mine" });
        using var other = await server.NewDomainAsync();

        Assert.Equal(404, (await other.GetAsync("/rooms/mine")).Status);
        Assert.Equal(200, (await other.PostAsync("/rooms", new { name = "mine" })).Status);
        Assert.Equal(1, (int)(await other.GetAsync("/rooms"))["total_count"]!);
    }

    private static string[] Names(ApiClient.Answer page) => [.. page["data"]!.AsArray().Select(room => (string)room!["name"]!)];

    private static string[] Ids(ApiClient.Answer page) => [.. page["data"]!.AsArray().Select(room => (string)room!["id"]!)];

    // a room's expiry is wall-clock time by contract; every round is a request to the server
    private static async Task Until(Func<Task<bool>> reached)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await reached())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60));
        }
    }
}
