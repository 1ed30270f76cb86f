using System.Net;
using System.Net.Sockets;
using System.Text;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Events;

/// <summary>
/// The HTTP side of webhooks: signs, posts, follows no redirect, and connects only to addresses that the operator permits,
/// whatever the host name resolves to at that moment.
/// </summary>
internal sealed class WebhookClient : IDisposable
{
    /// <summary>How long a receiver may take for one event.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly WebhookSettings _settings;
    private readonly SecretBox _box;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    public WebhookClient(WebhookSettings settings, SecretBox box, TimeProvider clock)
    {
        _settings = settings;
        _box = box;
        _clock = clock;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 16,
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Sends one event; null when the receiver answered 200, else what went wrong.</summary>
    public async Task<string?> PostAsync(StoredWebhook webhook, string body, CancellationToken cancel)
    {
        var secret = _box.Unseal("webhook-hmac", webhook.SealedHmac);
        var basicAuth = webhook.SealedBasicAuth is { } box ? _box.Unseal("webhook-basic-auth", box) : null;
        var outcome = await PostAsync(webhook.Url, body, secret, basicAuth, Patience, cancel);
        return outcome switch
        {
            { Status: 200 } => null,
            { Status: { } status } => $"status {status}",
            _ => outcome.Problem,
        };
    }

    /// <summary>Sends any body, signed; the response's body is not read.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="body">The JSON text.</param>
    /// <param name="base64Secret">The signature secret.</param>
    /// <param name="basicAuth">What follows <c>Basic</c> in the Authorization header; null sends none.</param>
    /// <param name="patience">How long the receiver may take.</param>
    /// <param name="cancel">Ends the request.</param>
    /// <returns>The status, or where there was none, the problem in words.</returns>
    public async Task<(int? Status, string? Problem)> PostAsync(
        string url, string body, string base64Secret, string? basicAuth, TimeSpan patience, CancellationToken cancel)
    {
        var timestamp = WebhookSignature.TimestampOf(_clock.GetUtcNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(base64Secret, timestamp, body));
        if (basicAuth is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Basic " + basicAuth);
        }

        using var timeout = new CancellationTokenSource(patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return ((int)response.StatusCode, null);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, $"no answer within {patience.TotalSeconds:0} s");
        }
        catch (HttpRequestException failure)
        {
            return (null, failure.InnerException?.Message ?? failure.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel);
        var permitted = addresses.Where(_settings.Networks.Permits).ToArray();
        if (permitted.Length == 0)
        {
            throw new HttpRequestException($"{context.DnsEndPoint.Host} is not in a network that webhooks may reach");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(permitted, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
