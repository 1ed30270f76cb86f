using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Switchroom.Server.Events;
using Switchroom.Server.Phone;
using Switchroom.Server.Storage;
using Switchroom.Server.Tests.Support;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Phone.Support;

/// <summary>A whole server with its default domain, its API and its events, for phones that the test plays.</summary>
internal sealed class CallServer : IAsyncDisposable
{
    private readonly TempFolder _data;
    private readonly WebApplication _app;
    private readonly EventFeed.Listener _events;
    private readonly List<EventRecord> _seen = [];

    private CallServer(TempFolder data, WebApplication app, ApiClient api)
    {
        (_data, _app, Api) = (data, app, api);
        _events = app.Services.GetRequiredService<EventFeed>().Listen(api.DomainId);
    }

    public ApiClient Api { get; }

    public CallControl Control => _app.Services.GetRequiredService<CallControl>();

    public IServiceProvider Services => _app.Services;

    public Uri Url => new(_app.Urls.First());

    /// <summary>Types of the events so far, in order.</summary>
    public IReadOnlyList<string> Told => [.. _seen.Select(happened => happened.Type)];

    public static async Task<CallServer> StartAsync(params string[] settings)
    {
        var data = new TempFolder();
        var app = TestServer.Build(data.FullPath, ["--Switchroom:Sip:Address=127.0.0.1", "--Switchroom:Api:RateLimits:Enabled=false", .. settings]);
        await app.StartAsync();
        var domain = await app.Services.GetRequiredService<DefaultDomain>().EnsureAsync();
        var key = (await app.Services.GetRequiredService<DefaultDomain>().EnsureKeyAsync(domain))!;
        return new CallServer(data, app, new ApiClient(new Uri(app.Urls.First()), key.Secret, domain.Id, key.Id));
    }

    /// <summary>Stops it as an operator does; what is in storage can still be read.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <summary>Makes a room that may dial out and start its meeting by it.</summary>
    public async Task<string> NewRoomAsync(object? config = null) =>
        await Api.NewRoomAsync(new { enable_dialout = true, dialout_config = config ?? new { allow_room_start = true } });

    /// <summary>Dials, and answers the session id.</summary>
    public async Task<string> DialAsync(string room, object body)
    {
        var answer = await Api.PostAsync($"/rooms/{room}/dialOut/start", body);
        Assert.True(answer.Status == 200, answer.ToString());
        return (string)answer["sessionId"]!;
    }

    /// <summary>Dials a line, which answers; its session id once the answer is told.</summary>
    public async Task<string> ConnectAsync(string room, TestLine line)
    {
        var id = await DialAsync(room, new { sipUri = line.Uri });
        await line.AnswerAsync();
        await NextAsync("dialout.answered", id);
        return id;
    }

    /// <summary>Posts what has to succeed.</summary>
    public async Task<JsonNode> MustPostAsync(string path, object body)
    {
        var answer = await Api.PostAsync(path, body);
        Assert.True(answer.Status == 200, $"{path}: {answer}");
        return answer.Json;
    }

    /// <summary>The payload of the next event of a type, about a session if one is given.</summary>
    public async Task<JsonObject> NextAsync(string type, string? session = null)
    {
        using var patience = new CancellationTokenSource(TestProcess.Patience);
        try
        {
            while (true)
            {
                var happened = await _events.Events.ReadAsync(patience.Token);
                _seen.Add(happened);
                if (happened.Type == type && (session is null || (string?)happened.Payload["session_id"] == session))
                {
                    return happened.Payload;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"no {type} was told, but: {string.Join(", ", Told)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _events.Dispose();
        Api.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _data.Dispose();
    }
}
