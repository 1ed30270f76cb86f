using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Switchroom.Server.Events;
using Switchroom.Server.Tests.Support;

namespace Switchroom.Server.Tests.Api;

public sealed class WebhookTestsOnSqlite(SqliteServer server) : WebhookTests(server);

public sealed class WebhookTestsOnPostgres(PostgresServer server) : WebhookTests(server);

public abstract class WebhookTests(TestServer server) : IAsyncLifetime
{
    private readonly List<(string Body, string Timestamp, string Signature, string Authorization)> probes = [];
    private WebApplication receiver = null!;
    private string url = "";
    private int status = 200;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        receiver = builder.Build();
        receiver.MapPost("/events", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            var headers = request.Headers;
            probes.Add((await reader.ReadToEndAsync(), headers[WebhookSignature.TimestampHeader]!, headers[WebhookSignature.SignatureHeader]!, headers.Authorization.ToString()));
            return status is 302 ? Results.Redirect("/ok") : Results.StatusCode(status);
        });
        await receiver.StartAsync();
        url = receiver.Urls.First() + "/events";
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task AWebhookIsProbedSignedAndAnswersInDailysShape()
    {
        using var api = await server.NewDomainAsync();

        var made = await api.PostAsync("/webhooks", new { url, eventTypes = new[] { "dialout.connected", "participant.joined" }, basicAuth = "dXNlcjpwYXNz" });

        Assert.Equal(200, made.Status);
        Assert.Equal(
            ["uuid", "url", "hmac", "basicAuth", "retryType", "eventTypes", "state", "failedCount", "lastMomentPushed", "domainId", "createdAt", "updatedAt"],
            made.Json.AsObject().Select(pair => pair.Key));
        var probe = Assert.Single(probes);
        Assert.Equal("""{"test":"test"}""", probe.Body);
        Assert.Equal("Basic dXNlcjpwYXNz", probe.Authorization);
        Assert.Equal(WebhookSignature.Sign((string)made["hmac"]!, probe.Timestamp, probe.Body), probe.Signature);
        Assert.Equal((api.DomainId, "ACTIVE", "circuit-breaker"), ((string)made["domainId"]!, (string)made["state"]!, (string)made["retryType"]!));
    }

    [Theory]
    [InlineData(201, "non-200 status code returned from webhook endpoint, recvd 201")]
    [InlineData(500, "non-200 status code returned from webhook endpoint, recvd 500")]
    [InlineData(302, "non-200 status code returned from webhook endpoint, recvd 302")]
    public async Task OnlyA200OfTheProbeCounts(int answered, string info)
    {
        using var api = await server.NewDomainAsync();
        status = answered;

        var refused = await api.PostAsync("/webhooks", new { url, eventTypes = new[] { "meeting.started" } });

        Assert.Equal((400, info), (refused.Status, refused.Info));
        Assert.Equal("[]", (await api.GetAsync("/webhooks")).Text);
    }

    [Fact]
    public async Task AWebhookIsListedChangedAndDeleted()
    {
        using var api = await server.NewDomainAsync();
        var made = await api.PostAsync("/webhooks", new { url, eventTypes = new[] { "meeting.started" }, hmac = "c2VjcmV0", retryType = "exponential" });
        var path = $"/webhooks/{made["uuid"]}";

        var changed = await api.PostAsync(path, new { eventTypes = new[] { "meeting.ended" }, retryType = "circuit-breaker" });

        Assert.Equal("c2VjcmV0", (string?)changed["hmac"]);
        Assert.Equal("""["meeting.ended"]""", changed["eventTypes"]!.ToJsonString());
        Assert.Equal(2, probes.Count);
        Assert.True(JsonNode.DeepEquals(new JsonArray(changed.Json.DeepClone()), (await api.GetAsync("/webhooks")).Json));
        Assert.Equal(changed.Text, (await api.GetAsync(path)).Text);
        var deleted = await api.DeleteAsync(path);
        Assert.Equal((200, ""), (deleted.Status, deleted.Text));
        Assert.Equal(404, (await api.GetAsync(path)).Status);
    }

    [Fact]
    public async Task ADomainHasAsManyWebhooksAsTheOperatorAllows()
    {
        using var api = await server.NewDomainAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => api.PostAsync("/webhooks", new { url, eventTypes = new[] { "meeting.started" } })));

        Assert.Equal(3, answers.Count(answer => answer.Status == 200));
        Assert.Equal("the domain has 3 webhooks already, which is the most it may have", answers.First(answer => answer.Status != 200).Info);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://[::ffff:192.168.0.1]/")]
    public async Task AWebhookCannotReachPrivateNetworks(string target)
    {
        using var api = await server.NewDomainAsync();
        var refused = await api.PostAsync("/webhooks", new { url = target, eventTypes = new[] { "meeting.started" } });

        Assert.Equal(400, refused.Status);
        Assert.Contains("is not in a network that webhooks may reach", refused.Info, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"eventTypes":["meeting.started"]}""", "\"url\" is required")]
    [InlineData("""{"url":"ftp://a/b","eventTypes":["meeting.started"]}""", "\"url\" must be an http or https URL without user and password [Received url=\"ftp://a/b\"]")]
    [InlineData("""{"url":"http://u:p@a/b","eventTypes":["meeting.started"]}""", "\"url\" must be an http or https URL without user and password [Received url=\"http://u:p@a/b\"]")]
    [InlineData("""{"url":"http://a/b","eventTypes":[]}""", "\"eventTypes\" must contain at least 1 items [Received eventTypes=[]]")]
    [InlineData("""{"url":"http://a/b","eventTypes":["meeting.started"],"hmac":"%%%%"}""", "\"hmac\" must be base64 [Received hmac=…]")]
    [InlineData("""{"url":"http://a/b","eventTypes":["meeting.started"],"basicAuth":"a\r\nX: y"}""", "\"basicAuth\" must not contain control characters [Received basicAuth=…]")]
    public async Task ABadWebhookIsRefused(string body, string info)
    {
        using var api = await server.NewDomainAsync();
        var answer = await api.SendAsync(HttpMethod.Post, "/webhooks", body);
        Assert.Equal((400, info), (answer.Status, answer.Info));
    }
}
