using System.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Switchroom.Interop.Tests.DialOut;

/// <summary>A webhook receiver that checks each signature and keeps the events.</summary>
internal sealed class EventReceiver : IAsyncDisposable
{
    private const string Secret = "c3dpdGNocm9vbS10ZXN0LXNlY3JldA==";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly string[] OfCalls = ["dialout.connected", "dialout.answered", "dialout.stopped", "dialout.error"];

    private readonly WebApplication _app;
    private readonly Channel<JsonNode> _events = Channel.CreateUnbounded<JsonNode>();
    private readonly List<string> _seen = [];
    private readonly HashSet<string> _ids = [];

    private EventReceiver(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Url => _app.Urls.First() + "/";

    /// <summary>Events of this type are taken and never confirmed.</summary>
    public string? HangsOn { get; set; }

    /// <summary>Types of the events that came once more, in order.</summary>
    public List<string> Repeated { get; } = [];

    /// <summary>Starts one and subscribes it to these events; to the four that tell a call's life if none is named.</summary>
    public static async Task<EventReceiver> StartAsync(ApiClient api, params string[] types)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new EventReceiver(builder.Build());
        receiver._app.MapPost("/", (Delegate)receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        await api.MustPostAsync("webhooks", new JsonObject
        {
            ["url"] = receiver.Url,
            ["eventTypes"] = new JsonArray([.. (types is [] ? OfCalls : types).Select(type => (JsonNode)type)]),
            ["hmac"] = Secret,
        });
        return receiver;
    }

    /// <summary>The next event that was not there before, which has to be of this type.</summary>
    public async Task<JsonNode> NextAsync(string type)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var next = await _events.Reader.ReadAsync(patience.Token);
            var came = next["type"]!.GetValue<string>();
            if (!_ids.Add(next["id"]!.GetValue<string>()))
            {
                Repeated.Add(came);
                return await NextAsync(type);
            }

            _seen.Add(came);
            Assert.True(type == came, $"expected {type} after {string.Join(", ", _seen)}: {next.ToJsonString()}");
            return next["payload"]!;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"no {type} came; seen: {string.Join(", ", _seen)}");
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> ReceiveAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        var timestamp = http.Request.Headers["X-Webhook-Timestamp"].ToString();
        var expected = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(Secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}")));
        if (body == """{"test":"test"}""")
        {
            return Results.Ok();
        }

        if (http.Request.Headers["X-Webhook-Signature"].ToString() != expected)
        {
            return Results.BadRequest();
        }

        var happened = JsonNode.Parse(body)!;
        _events.Writer.TryWrite(happened);
        if (happened["type"]!.GetValue<string>() == HangsOn)
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Results.Ok();
    }
}
