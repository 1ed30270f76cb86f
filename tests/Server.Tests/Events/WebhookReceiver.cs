using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Switchroom.Server.Tests.Events;

/// <summary>A receiver of webhooks on a real socket: keeps what came, answers as it is told.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>();

    private WebhookReceiver(WebApplication app) => _app = app;

    public string Url => _app.Urls.First() + "/hook";

    /// <summary>How many came and were not taken by <see cref="NextAsync"/>.</summary>
    public int Deliveries => _deliveries.Reader.Count;

    /// <summary>Decides the status of an answer; 200 unless changed.</summary>
    public Func<Delivery, int> Answer { get; set; } = _ => 200;

    /// <summary>What an answer waits for; nothing unless changed. The delivery is there meanwhile.</summary>
    public Func<Delivery, Task> Pause { get; set; } = _ => Task.CompletedTask;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.MapPost("/hook", receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The next delivery, in the order of arrival.</summary>
    public async Task<Delivery> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await _deliveries.Reader.ReadAsync(patience.Token);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var delivery = new Delivery(
            await reader.ReadToEndAsync(),
            http.Request.Headers["X-Webhook-Timestamp"].ToString(),
            http.Request.Headers["X-Webhook-Signature"].ToString(),
            http.Request.Headers.Authorization.ToString());
        http.Response.StatusCode = Answer(delivery);
        if (http.Response.StatusCode is >= 300 and < 400)
        {
            http.Response.Headers.Location = "/elsewhere";
        }

        _deliveries.Writer.TryWrite(delivery);
        await Pause(delivery).WaitAsync(http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    internal sealed record Delivery(string Body, string Timestamp, string Signature, string Authorization);
}
