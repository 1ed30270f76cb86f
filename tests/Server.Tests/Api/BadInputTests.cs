using System.Text;
using Switchroom.Server.Tests.Support;

namespace Switchroom.Server.Tests.Api;

/// <summary>Hostile and mistaken requests get a precise 400, never a 500.</summary>
public sealed class BadInputTests(SqliteServer server)
{
    private static readonly string[] Posts =
    [
        "/rooms", "/rooms/bad", "/batch/rooms", "/meeting-tokens", "/", "/webhooks", "/buy-phone-number", "/outbound-trunks",
        "/rooms/bad/eject", "/rooms/bad/send-app-message", "/rooms/bad/set-session-data", "/rooms/bad/update-permissions",
        "/rooms/bad/dialOut/start", "/rooms/bad/dialOut/stop", "/rooms/bad/dialOut/sendDTMF", "/rooms/bad/sipCallTransfer", "/rooms/bad/sipRefer",
    ];

    private static readonly (string Name, byte[] Body)[] Bodies =
    [
        ("a bracket", "{"u8.ToArray()),
        ("a comma too many", """{"name":"x",}"""u8.ToArray()),
        ("a comment", """{/* */}"""u8.ToArray()),
        ("two documents", "{}{}"u8.ToArray()),
        ("no UTF-8", [.. "{\"name\":\""u8, 0xff, 0xfe, .. "\"}"u8]),
        ("an overlong UTF-8 form", [.. "{\"name\":\""u8, 0xc0, 0xaf, .. "\"}"u8]),
        ("half a surrogate pair", """{"name":"\ud800"}"""u8.ToArray()),
        ("half a surrogate pair as a key", """{"\udc00":1}"""u8.ToArray()),
        ("a control character", "{\"name\":\"a\nb\"}"u8.ToArray()),
        ("a key twice", """{"name":"a","name":"b"}"""u8.ToArray()),
        ("deep objects", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000))),
        ("deep arrays", Encoding.UTF8.GetBytes(new string('[', 100_000))),
        ("a byte order mark", [0xef, 0xbb, 0xbf, .. "{}"u8]),
        ("a bare number", "1"u8.ToArray()),
        ("a bare string", "\"x\""u8.ToArray()),
        ("a bare null", "null"u8.ToArray()),
        ("a huge number", Encoding.UTF8.GetBytes("{\"properties\":{\"max_participants\":1" + new string('0', 5000) + "}}")),
        ("an infinite number", """{"properties":{"exp":1e999}}"""u8.ToArray()),
        ("not a number", """{"properties":{"exp":NaN}}"""u8.ToArray()),
        ("a body over the limit", Encoding.UTF8.GetBytes("{\"name\":\"" + new string('x', 5_000_000) + "\"}")),
        ("a NUL", """{"\u0000":1}"""u8.ToArray()),
        ("__proto__", """{"__proto__":{"a":1}}"""u8.ToArray()),
        ("wrong types", """{"name":1,"privacy":{},"properties":[],"rooms":{},"url":[],"eventTypes":1,"number":1,"ids":{},"data":1,"sessionId":[],"tones":1,"sipUri":1,"toEndPoint":0,"address":1}"""u8.ToArray()),
    ];

    public static TheoryData<string> Paths => [.. Posts];

    [Theory, MemberData(nameof(Paths))]
    public async Task EveryOperationRefusesEveryBadBodyWithA400(string path)
    {
        using var api = await server.NewDomainAsync();
        await api.PostAsync("/rooms", new { name = "bad" });
        foreach (var (name, body) in Bodies)
        {
            var answer = await api.SendAsync(HttpMethod.Post, path, body);

            Assert.True(answer.Status == 400, $"{name} to {path}: {answer}");
            Assert.True(answer.Error is "json-parsing-error" or "invalid-request-error", $"{name} to {path}: {answer}");
            Assert.NotEmpty(answer.Info!);
        }
    }

    public static TheoryData<string, string> Refusals => new()
    {
        // body of POST /rooms, info
        { """{"properties":{"max_participants":"5"}}""", "\"max_participants\" must be an integer [Received max_participants=\"5\"] (in properties)" },
        { """{"properties":{"max_participants":1.5}}""", "\"max_participants\" must be an integer [Received max_participants=1.5] (in properties)" },
        { """{"properties":{"max_participants":0}}""", "\"max_participants\" must be from 1 to 100000 [Received max_participants=0] (in properties)" },
        { """{"properties":{"max_participants":-1e300}}""", "\"max_participants\" must be from 1 to 100000 [Received max_participants=-1e300] (in properties)" },
        { """{"properties":{"enable_chat":1}}""", "\"enable_chat\" must be a boolean [Received enable_chat=1] (in properties)" },
        { """{"properties":{"enable_chat":"true"}}""", "\"enable_chat\" must be a boolean [Received enable_chat=\"true\"] (in properties)" },
        { """{"properties":{"nope":1}}""", "\"nope\" is not allowed [Received nope=1] (in properties)" },
        { """{"properties":{"sip_uri":{}}}""", "\"sip_uri\" is not allowed [Received sip_uri={}] (in properties)" },
        { """{"properties":{"geo":"mars"}}""", "\"geo\" must be one of [af-south-1, ap-northeast-2, ap-southeast-1, ap-southeast-2, ap-south-1, eu-central-1, eu-west-2, sa-east-1, us-east-1, us-west-2] [Received geo=\"mars\"] (in properties)" },
        { """{"properties":{"enable_recording":["cloud","film"]}}""", "\"enable_recording[1]\" must be one of [cloud, cloud-audio-only, local, raw-tracks] [Received enable_recording[1]=\"film\"] (in properties)" },
        { """{"properties":{"sip":{}}}""", "\"display_name\" is required (in properties.sip)" },
        { """{"properties":{"sip":{"display_name":"a","num_endpoints":2,"force_digit_only_username":true}}}""", "\"force_digit_only_username\" is not allowed with num_endpoints greater than 1 [Received force_digit_only_username=true] (in properties.sip)" },
        { """{"properties":{"sip":{"display_name":"a\r\nVia: x"}}}""", "\"display_name\" must not contain control characters [Received display_name=\"a\\r\\nVia: x\"] (in properties.sip)" },
        { """{"properties":{"permissions":{"canReceive":{"base":{"smell":true}}}}}""", "\"smell\" is not allowed [Received smell=true] (in properties.permissions.canReceive.base)" },
        { """{"properties":{"dialout_config":{"max_idle_timeout_sec":-1}}}""", "\"max_idle_timeout_sec\" must be from 0 to 86400 [Received max_idle_timeout_sec=-1] (in properties.dialout_config)" },
        { """{"properties":{"exp":-1}}""", "exp was '-1' but should be a number of seconds since the unix epoch" },
        { """{"properties":{"exp":1e300}}""", "exp was '1e300' but should be a number of seconds since the unix epoch" },
        { """{"privacy":"secret"}""", "\"privacy\" must be one of [public, private] [Received privacy=\"secret\"]" },
        { """{"name":""}""", "\"name\" length must be from 1 to 128 characters [Received name of 0 characters]" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task ARefusalSaysWhatIsWrongAndWhere(string body, string info)
    {
        using var api = await server.NewDomainAsync();
        var answer = await api.SendAsync(HttpMethod.Post, "/rooms", body);
        Assert.Equal((400, info), (answer.Status, answer.Info));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=abc")]
    [InlineData("limit=1.5")]
    [InlineData("limit=1e9999")]
    [InlineData("starting_after=standup")]
    [InlineData("starting_after=OLDEST")]
    [InlineData("ending_before=newest")]
    public async Task ABadPageIsRefused(string query)
    {
        using var api = await server.NewDomainAsync();
        Assert.Equal(400, (await api.GetAsync($"/rooms?{query}")).Status);
    }

    [Theory]
    [InlineData("/rooms/%00")]
    [InlineData("/rooms/%ff%fe")]
    [InlineData("/rooms/..%2f..%2fetc")]
    [InlineData("/rooms/x%0d%0aSet-Cookie:a")]
    [InlineData("/meeting-tokens/a.b.c")]
    [InlineData("/webhooks/%F0%9F%98%80")]
    [InlineData("/outbound-trunks/%22")]
    [InlineData("/rooms?starting_after=%00%ff&limit=1")]
    public async Task OddPathsAreNoServerErrors(string path)
    {
        using var api = await server.NewDomainAsync();
        Assert.InRange((await api.GetAsync(path)).Status, 200, 404);
    }

    [Fact]
    public async Task TheLimitOnBodiesHoldsWithoutAContentLengthToo()
    {
        using var api = await server.NewDomainAsync();
        using var http = new HttpClient { BaseAddress = await server.UrlAsync() };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/rooms") { Content = new StreamContent(new MemoryStream(new byte[5_000_000])) };
        request.Headers.Add("Authorization", $"Bearer {api.Key}");
        request.Headers.TransferEncodingChunked = true;
        using var response = await http.SendAsync(request);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("larger than 4194304 bytes", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
