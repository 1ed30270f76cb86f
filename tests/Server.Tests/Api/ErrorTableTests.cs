using Switchroom.Server.Tests.Support;

namespace Switchroom.Server.Tests.Api;

/// <summary>The literal answers of the API's common refusals, as clients compare them.</summary>
public sealed class ErrorTableTests(SqliteServer server)
{
    private const string Key = "";

    public static TheoryData<string, string, string?, string?, int, string> Table => new()
    {
        // method, path, body, Authorization ("" is the right key), status, answer
        { "GET", "/rooms", null, null, 400, """{"error":"authorization-header-error","info":"the Authorization header must be: Bearer, a space, and an API key"}""" },
        { "GET", "/rooms", null, "Basic abc", 400, """{"error":"authorization-header-error","info":"the Authorization header must be: Bearer, a space, and an API key"}""" },
        { "GET", "/rooms", null, "Bearer ", 400, """{"error":"authorization-header-error","info":"the Authorization header must be: Bearer, a space, and an API key"}""" },
        { "GET", "/rooms", null, "Bearer wrong", 401, """{"error":"authentication-error"}""" },
        { "POST", "/rooms", "{", Key, 400, """{"error":"json-parsing-error","info":"the request body is not valid JSON: line 1, byte 2"}""" },
        { "POST", "/rooms", "[]", Key, 400, """{"error":"invalid-request-error","info":"the request body must be a JSON object"}""" },
        { "GET", "/rooms/nobody", null, Key, 404, """{"error":"not-found","info":"room nobody not found"}""" },
        { "POST", "/rooms/table/eject", """{"ids":["x"]}""", Key, 404, """{"error":"not-found","info":"room table does not seem to be hosting a call currently"}""" },
        { "GET", "/rooms/table/presence", null, Key, 404, """{"error":"not-found","info":"room table does not seem to be hosting a call currently"}""" },
        { "POST", "/rooms", """{"name":"table"}""", Key, 400, """{"error":"invalid-request-error","info":"a room named table already exists"}""" },
        { "POST", "/rooms", """{"name":"no spaces"}""", Key, 400, """{"error":"invalid-request-error","info":"no spaces contains invalid characters (room names can contain A-Z, a-z, 0-9, '-', and '_')"}""" },
        { "POST", "/rooms", """{"properties":{"exp":1}}""", Key, 400, """{"error":"invalid-request-error","info":"exp was '1', which is in the past rather than in the future"}""" },
        { "POST", "/rooms", """{"properties":{"exp":"soon"}}""", Key, 400, """{"error":"invalid-request-error","info":"exp was 'soon' but should be a number of seconds since the unix epoch"}""" },
        { "POST", "/meeting-tokens", """{"properties":{"exp":1}}""", Key, 400, """{"error":"invalid-request-error","info":"exp was '1', which is in the past rather than in the future"}""" },
        { "POST", "/meeting-tokens", """{"properties":{"exp":true}}""", Key, 400, """{"error":"invalid-request-error","info":"exp was 'true' but should be a number of seconds since the unix epoch"}""" },
        { "POST", "/rooms/table/dialOut/start", """{"max_duration":3600}""", Key, 400, """{"error":"invalid-request-error","info":"\"max_duration\" is not allowed [Received max_duration=3600]"}""" },
        { "POST", "/rooms", """{"x":1}""", Key, 400, """{"error":"invalid-request-error","info":"\"x\" is not allowed [Received x=1]"}""" },
        { "GET", "/nowhere", null, Key, 404, """{"error":"not-found","info":"there is no /v1/nowhere"}""" },
        { "PATCH", "/rooms", null, Key, 405, """{"error":"invalid-request-error","info":"/v1/rooms does not take PATCH"}""" },
    };

    [Theory, MemberData(nameof(Table))]
    public async Task AnswersWordForWord(string method, string path, string? body, string? authorization, int status, string answer)
    {
        using var api = await server.NewDomainAsync();
        await api.PostAsync("/rooms", new { name = "table" });

        var got = await api.SendAsync(new HttpMethod(method), path, body, authorization);

        Assert.Equal($"{status} {answer}", got.ToString());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    public async Task ABodyIsJsonWhateverItsContentTypeSays(string contentType)
    {
        using var api = await server.NewDomainAsync();
        Assert.Equal(200, (await api.SendAsync(HttpMethod.Post, "/rooms", """{"name":"typed"}""", contentType: contentType)).Status);
    }

    [Theory]
    [InlineData("/ROOMS/Case")]
    [InlineData("/Rooms/Case/")]
    public async Task PathsAreInAnyCaseButRoomNamesAreNot(string path)
    {
        using var api = await server.NewDomainAsync();
        await api.PostAsync("/rooms", new { name = "Case" });

        Assert.Equal(200, (await api.GetAsync(path)).Status);
        Assert.Equal(404, (await api.GetAsync("/rooms/case")).Status);
        Assert.Contains("hosting a call", (await api.PostAsync("/rooms/Case/dialout/STOP", new { sessionId = "x" })).Info, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("RTC")]
    [InlineData("healthz")]
    [InlineData("docs")]
    [InlineData("openapi")]
    [InlineData("assets")]
    public async Task ANameThatIsAPathOfOursIsRefused(string name)
    {
        using var api = await server.NewDomainAsync();
        Assert.Equal($"{name} cannot be used as a room name because it is a path of this server", (await api.PostAsync("/rooms", new { name })).Info);
    }

    [Fact]
    public async Task TheOtherBaseUrlOfDailysExamplesWorks()
    {
        using var api = await server.NewDomainAsync();
        using var http = new HttpClient { BaseAddress = await server.UrlAsync() };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/rooms");
        request.Headers.Add("Authorization", $"Bearer {api.Key}");
        using var response = await http.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task OperatorsSeeThatTheServerIsAliveAndReady()
    {
        using var http = new HttpClient { BaseAddress = await server.UrlAsync() };
        Assert.Equal("""{"status":"alive"}""", await http.GetStringAsync("/healthz"));
        Assert.Contains("\"status\":\"ready\"", await http.GetStringAsync("/readyz"), StringComparison.Ordinal);
    }
}
