using System.Collections.Concurrent;
using System.Text;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Api.Webhooks;
using Switchroom.Server.Events;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Api.Streams;

/// <summary>Our own addition: the events that webhooks get, as a stream of server-sent events (WHATWG HTML, section 9.2).</summary>
internal sealed class EventStreamResource(EventStream events, EventSettings settings, IHostApplicationLifetime lifetime, TimeProvider clock) : IApiResource
{
    private const string ResumeHeader = "Last-Event-ID";
    private const int RetryMilliseconds = 2000;

    private readonly ConcurrentDictionary<string, int> _open = new();

    public IEnumerable<ApiOperation> Operations =>
    [
        new("GET", "/events", "StreamEvents", "The domain's events as they happen, as server-sent events", OpenAsync)
        {
            Tag = "events",
            Streams = true,
            Description = "Own addition. Each event has the id, the type and the body that webhooks get; what happened before the request is not sent. A client that comes back with "
                + "the header Last-Event-ID (browsers' EventSource does by itself), or last_event_id in the query, gets all that it missed; an event named gap comes first when that id "
                + "is no longer known. Silence is broken by comments. A client that does not read is cut off, to come back in the same way.",
            Query =
            [
                new Field("types", new TextRule(1024, 1), "Only these types, with commas between them: dialout.answered,dialout.stopped."),
                Field.Text("room", 128, "Only events of this room.", 1),
                Field.Text("last_event_id", 200, "As the header Last-Event-ID.", 1),
            ],
        },
    ];

    private async Task<ApiAnswer> OpenAsync(ApiCall call)
    {
        var types = call.Query("types")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        if (types?.FirstOrDefault(type => !WebhookBody.EventTypes.Contains(type)) is { } unknown)
        {
            return ApiError.Invalid($"\"types\" names an event that does not exist [Received {unknown}]");
        }

        var open = _open.AddOrUpdate(call.DomainId, 1, static (_, count) => count + 1);
        if (open > settings.MaxStreams)
        {
            Leave(call.DomainId);
            return new ApiError(429, "rate-limit-error", $"the domain has {settings.MaxStreams} event streams open, its limit");
        }

        var room = call.Query("room");
        return ApiAnswer.Streamed(async http =>
        {
            try
            {
                await SendAsync(call, http, row => (types is null || types.Contains(row.Type)) && (room is null || row.RoomName == room));
            }
            finally
            {
                Leave(call.DomainId);
            }
        });
    }

    private async Task SendAsync(ApiCall call, HttpContext http, Func<StoredOutboxEvent, bool> isWanted)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var last = http.Request.Headers[ResumeHeader].ToString() is { Length: > 0 } header ? header : call.Query("last_event_id");
        try
        {
            var place = last is null ? null : await events.PlaceOfAsync(call.DomainId, last, end.Token);
            var begin = $"retry: {RetryMilliseconds}\n\n" + (last is not null && place is null ? "event: gap\ndata: {}\n\n" : "");
            var after = place ?? await events.EndAsync(call.DomainId, end.Token);
            http.Response.ContentType = "text/event-stream; charset=utf-8";
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers["X-Accel-Buffering"] = "no"; // what nginx heeds; others do not buffer this type
            await WriteAsync(http, begin, end.Token);
            await foreach (var happened in events.ReadAsync(call.DomainId, after, settings.KeepAlive, end.Token))
            {
                if (happened is null)
                {
                    await WriteAsync(http, ":\n\n", end.Token);
                }
                else if (isWanted(happened))
                {
                    await WriteAsync(http, $"id: {happened.Id}\nevent: {happened.Type}\ndata: {happened.Body}\n\n", end.Token);
                }
            }

            http.Abort(); // too far behind
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // the reader went, or the server stops
        }
        catch (OperationCanceledException)
        {
            http.Abort(); // it does not read
        }
    }

    /// <summary>Writes and waits until the reader's connection took it, for so long as the settings allow.</summary>
    private async Task WriteAsync(HttpContext http, string text, CancellationToken end)
    {
        using var patience = new CancellationTokenSource(settings.Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, end);
        await http.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text), either.Token);
    }

    private void Leave(string domainId) => _open.AddOrUpdate(domainId, 0, static (_, count) => count - 1);
}
