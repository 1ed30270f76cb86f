using Switchroom.Server.Tests.Support;

namespace Switchroom.Server.Tests.Api;

public sealed class NumberTestsOnSqlite(SqliteServer server) : NumberTests(server);

public sealed class NumberTestsOnPostgres(PostgresServer server) : NumberTests(server);

public abstract class NumberTests(TestServer server)
{
    private static int next = 1000;

    [Fact]
    public async Task ANumberOfATrunkIsTakenListedAndReleased()
    {
        using var api = await server.NewDomainAsync();
        var number = NewNumber();
        var trunk = await NewTrunkAsync(api, new { name = "a", address = "sip.example.com", numbers = new[] { number } });

        Assert.Equal(number, (string?)(await api.GetAsync($"/list-available-numbers?ends_with={number[^4..]}"))["data"]![0]!["number"]);
        var bought = await api.PostAsync("/buy-phone-number", new { number });
        var listed = await api.GetAsync("/purchased-phone-numbers");

        Assert.Equal(["id", "number"], bought.Json.AsObject().Select(pair => pair.Key));
        Assert.Equal(["name", "id", "created_date", "type", "number", "status", "verified", "trunk_id"], listed["data"]![0]!.AsObject().Select(pair => pair.Key));
        Assert.Matches(@"^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$", (string?)listed["data"]![0]!["created_date"]);
        Assert.Equal((string?)trunk["id"], (string?)listed["data"]![0]!["trunk_id"]);
        Assert.Equal(0, (int)(await api.GetAsync("/list-available-numbers"))["total_count"]!);

        var id = (string)bought["id"]!;
        Assert.Equal($$"""{"deleted":true,"id":"{{id}}","status":"deleted"}""", (await api.DeleteAsync($"/release-phone-number/{id}")).Text);
        Assert.Equal(404, (await api.DeleteAsync($"/release-phone-number/{id}")).Status);
        Assert.Equal(1, (int)(await api.GetAsync("/list-available-numbers"))["total_count"]!);
    }

    [Fact]
    public async Task WithoutANumberAnyAvailableOneIsTaken()
    {
        using var api = await server.NewDomainAsync();
        Assert.Equal(422, (await api.PostAsync("/buy-phone-number", new { })).Status);
        string[] numbers = [NewNumber(), NewNumber()];
        await NewTrunkAsync(api, new { name = "a", address = "sip.example.com", numbers });

        var taken = new[] { await api.PostAsync("/buy-phone-number", new { }), await api.PostAsync("/buy-phone-number", new { }) };

        Assert.Equal(numbers.Order(), taken.Select(answer => (string)answer["number"]!).Order());
    }

    [Fact]
    public async Task ANumberIsOwnedOnceAndNeedsATrunk()
    {
        using var api = await server.NewDomainAsync();
        using var other = await server.NewDomainAsync();
        var number = NewNumber();
        await NewTrunkAsync(api, new { name = "a", address = "sip.example.com" });
        await NewTrunkAsync(other, new { name = "a", address = "sip.example.com" });

        var without = await api.PostAsync("/buy-phone-number", new { number });
        Assert.Equal(422, without.Status);
        Assert.Equal(["detail", "status", "title", "code"], without["errors"]![0]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(200, (await api.PostAsync("/buy-phone-number", new { number, trunk = "a" })).Status);
        Assert.Contains("already in use", (await other.PostAsync("/buy-phone-number", new { number, trunk = "a" })).Text, StringComparison.Ordinal);
        Assert.Equal(400, (await api.PostAsync("/buy-phone-number", new { number = "555" })).Status);
    }

    [Fact]
    public async Task AnOwnerOfARoomMayReadTheNumbersItsCallsCanShow()
    {
        using var api = await server.NewDomainAsync();
        await NewTrunkAsync(api, new { name = "a", address = "sip.example.com" });
        var number = NewNumber();
        var id = (string?)(await api.PostAsync("/buy-phone-number", new { number, name = "Desk", trunk = "a" }))["id"];
        var (room, other) = (await api.NewRoomAsync(), await api.NewRoomAsync());
        var owner = $"Bearer {(string?)(await api.PostAsync("/meeting-tokens", new { properties = new { room_name = room, is_owner = true } }))["token"]}";
        var guest = $"Bearer {(string?)(await api.PostAsync("/meeting-tokens", new { properties = new { room_name = room } }))["token"]}";

        Task<ApiClient.Answer> ReadAsync(string of, string bearer) => api.SendAsync(HttpMethod.Get, $"/rooms/{of}/callerIds", null, bearer);

        Assert.Equal($$"""{"total_count":1,"data":[{"id":"{{id}}","name":"Desk","number":"{{number}}"}]}""", (await ReadAsync(room, owner)).Text);
        Assert.Equal(403, (await ReadAsync(room, guest)).Status);
        Assert.Equal(403, (await ReadAsync(other, owner)).Status);
        Assert.Equal(404, (await api.GetAsync("/rooms/nowhere/callerIds")).Status);
        Assert.Equal(401, (await api.SendAsync(HttpMethod.Get, "/purchased-phone-numbers", null, owner)).Status);
    }

    [Fact]
    public async Task ATrunkKeepsItsPasswordToItself()
    {
        using var api = await server.NewDomainAsync();
        var trunk = await NewTrunkAsync(api, new
        {
            name = "carrier", address = "sip.example.com", port = 5080, transport = "tls", username = "user", password = "very-secret-word", numbers = new[] { "+15550111" },
            prefixes = new[] { "+1", "+44" }, from_domain = "example.com", register = true, srtp = "required", ice = true,
            headers = new Dictionary<string, string> { ["X-Tenant"] = "42" }, max_concurrent_calls = 10, max_calls_per_second = 0.5, priority = 1,
        });

        Assert.DoesNotContain("very-secret-word", trunk.Text, StringComparison.Ordinal);
        Assert.True((bool)trunk["has_password"]!);
        Assert.True((bool)trunk["ice"]!);
        Assert.Equal(trunk.Text, (await api.GetAsync($"/outbound-trunks/{trunk["id"]}")).Text);
        Assert.DoesNotContain("very-secret-word", (await api.GetAsync("/outbound-trunks")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong\nword", (await api.PostAsync("/outbound-trunks", new { name = "b", address = "x", password = "wrong\nword" })).Info, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATrunkIsChangedInPartsAndDeleted()
    {
        using var api = await server.NewDomainAsync();
        var trunk = await NewTrunkAsync(api, new { name = "a", address = "one.example.com", priority = 5, username = "u" });
        await NewTrunkAsync(api, new { name = "b", address = "two.example.com" });
        var path = $"/outbound-trunks/{trunk["id"]}";

        var changed = await api.PostAsync(path, new { address = "three.example.com", priority = (int?)null, register = true });

        Assert.Equal("three.example.com", (string?)changed["address"]);
        Assert.Equal(100, (int)changed["priority"]!);
        Assert.Equal("u", (string?)changed["username"]);
        Assert.Equal("an outbound trunk named b already exists", (await api.PutAsync(path, new { name = "b" })).Info);
        Assert.Equal(2, (int)(await api.GetAsync("/outbound-trunks"))["total_count"]!);
        Assert.Equal(200, (await api.DeleteAsync(path)).Status);
        Assert.Equal(404, (await api.GetAsync(path)).Status);
    }

    public static TheoryData<string, string> BadTrunks => new()
    {
        { """{"address":"a"}""", "\"name\" is required" },
        { """{"name":"a"}""", "\"address\" is required" },
        { """{"name":"a\r\nb","address":"a"}""", "\"name\" must not contain control characters [Received name=\"a\\r\\nb\"]" },
        { """{"name":"a","address":"a b"}""", "\"address\" must be a host name or an IP address [Received address=\"a b\"]" },
        { """{"name":"a","address":"a","from_domain":"a>b"}""", "\"from_domain\" must be a host name or an IP address [Received from_domain=\"a>b\"]" },
        { """{"name":"a","address":"a","port":65536}""", "\"port\" must be from 1 to 65535 [Received port=65536]" },
        { """{"name":"a","address":"a","transport":"ws"}""", "\"transport\" must be one of [udp, tcp, tls] [Received transport=\"ws\"]" },
        { """{"name":"a","address":"a","numbers":["555"]}""", "\"numbers[0]\" must be a phone number in E.164 form, such as +15550100 [Received numbers[0]=\"555\"]" },
        { """{"name":"a","address":"a","headers":{"X-a":"b\r\nVia: x"}}""", "\"X-a\" must not contain control characters [Received X-a=\"b\\r\\nVia: x\"] (in headers)" },
        { """{"name":"a","address":"a","headers":{"Via":"x"}}""", "the SIP header Via is set by the server and cannot be given" },
        { """{"name":"a","address":"a","headers":{"a b":"x"}}""", "a SIP header name may contain only letters, digits, hyphens, dots and underscores [Received a b]" },
        { """{"name":"a","address":"a","register":true}""", "\"register\" needs a \"username\"" },
        { """{"name":"a","address":"a","username":"u\u0000"}""", "\"username\" must not contain control characters [Received username=\"u\\u0000\"]" },
    };

    [Theory, MemberData(nameof(BadTrunks))]
    public async Task ABadTrunkIsRefused(string body, string info)
    {
        using var api = await server.NewDomainAsync();
        var answer = await api.SendAsync(HttpMethod.Post, "/outbound-trunks", body);
        Assert.Equal((400, info), (answer.Status, answer.Info));
    }

    private static string NewNumber() => $"+1555{Random.Shared.Next(1000, 9999)}{Interlocked.Increment(ref next):D6}"[..15];

    private static async Task<ApiClient.Answer> NewTrunkAsync(ApiClient api, object body)
    {
        var answer = await api.PostAsync("/outbound-trunks", body);
        Assert.True(answer.Status == 200, answer.ToString());
        return answer;
    }
}
