using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Switchroom.Server;
using Switchroom.Server.Network;
using Switchroom.Server.Network.SipFlows;
using Switchroom.Server.Phone;
using Switchroom.Server.Storage;
using Switchroom.Sip;
using Switchroom.Sip.Calls;

namespace Switchroom.Benchmarks.Calls;

/// <summary>A whole server in this process, its limits lifted by configuration, and its callers.</summary>
internal sealed class LoadedServer : IAsyncDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const int PhonesPerRoom = 5;

    /// <summary>SIP keeps a finished transaction for 32 s, in case its last message was lost.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(90);

    private static readonly (int First, int Last) RtpPorts = (15_000, 19_999);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("switchroom-bench-");
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private readonly SipThread _sip;
    private readonly IDisposable _listening;
    private readonly int _callee;
    private readonly ConcurrentDictionary<string, Waiting> _byUser = new();
    private readonly ConcurrentDictionary<CallKey, Waiting> _byKey = new();
    private readonly ConcurrentDictionary<int, Lazy<Task>> _rooms = new();
    private int _numbers;
    private int _failures;

    private LoadedServer(int callee)
    {
        _callee = callee;
        _app = ServerHost.Build(
        [
            "--urls=http://127.0.0.1:0", $"--Switchroom:Data={_data.FullName}", $"--Switchroom:ApiKey={Key}", "--Switchroom:Api:RateLimits:Enabled=false",
            "--Switchroom:Sip:Port=0", "--Switchroom:Sip:TlsPort=0", "--Switchroom:Sip:Address=127.0.0.1", $"--Switchroom:Rtp:Ports={RtpPorts.First}-{RtpPorts.Last}",
            "--Switchroom:WebRtc:Port=0", "--Switchroom:WebRtc:Addresses=127.0.0.1", "--Logging:LogLevel:Default=Warning",
        ]);
        _sip = _app.Services.GetRequiredService<SipThread>();
        _listening = _app.Services.GetRequiredService<ISipLine>().Subscribe(Hear);
    }

    /// <summary>Calls that ended otherwise than by our hanging up after an answer.</summary>
    public int Failures => _failures;

    /// <summary>Deadlines of the media threads so far, and those among them that the machine let them meet too late.</summary>
    public (long All, long Late) MediaDeadlines()
    {
        var counters = _app.Services.GetRequiredService<MediaWorkers>().Threads.Select(thread => thread.Counters).ToList();
        return (counters.Sum(each => each.Deadlines), counters.Sum(each => each.LateDeadlines));
    }

    public static async Task<LoadedServer> StartAsync(int calleePort)
    {
        var server = new LoadedServer(calleePort);
        await server._app.StartAsync();
        server._http.BaseAddress = new Uri(server._app.Urls.First() + "/v1/");
        server._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return server;
    }

    /// <summary>
    /// The names of the process's threads but for those that the runtime starts and ends as it likes, which it names so: those of its pool, of its
    /// background collections and of its compiler.
    /// </summary>
    public static IReadOnlyList<string> OwnThreads() =>
        [.. Directory.EnumerateDirectories("/proc/self/task").Select(NameOf).Where(name => name is not null && !name.StartsWith(".NET ", StringComparison.Ordinal)).Order()!];

    /// <summary>A thread's name; null for one that has just ended.</summary>
    private static string? NameOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd();
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Whether a call's sound goes there.</summary>
    public static bool IsRtpPort(int port) => port >= RtpPorts.First && port <= RtpPorts.Last;

    /// <summary>Calls and waits for the answer. A few consecutive numbers share a room.</summary>
    public async Task<LoadedCall> CallAsync(int number)
    {
        var room = $"load-{number / PhonesPerRoom}";
        await _rooms.GetOrAdd(number / PhonesPerRoom, _ => new Lazy<Task>(() => CreateRoomAsync(room))).Value;
        var user = Interlocked.Increment(ref _numbers).ToString(CultureInfo.InvariantCulture);
        var waiting = _byUser[user] = new Waiting();
        var asked = _sip.Now();
        var answer = await PostAsync($"rooms/{room}/dialOut/start", new JsonObject
        {
            ["sipUri"] = $"sip:{user}@127.0.0.1:{_callee}",
            ["codecs"] = new JsonObject { ["audio"] = new JsonArray("PCMU") },
        });
        var session = await FindAsync(room, answer["sessionId"]!.GetValue<string>());
        await waiting.Answered.Task.WaitAsync(EndPatience);
        _byUser.TryRemove(user, out _);
        return new LoadedCall(room, session, waiting.InvitedAt - asked);
    }

    public Task StopAsync(LoadedCall call) => PostAsync($"rooms/{call.Room}/dialOut/stop", new JsonObject { ["sessionId"] = call.Session.SessionId });

    /// <summary>Waits until no call, leg, dialog, transaction, timer, room, port or unfinished row is there.</summary>
    /// <exception cref="InvalidOperationException">Something is left; the message says what.</exception>
    public async Task UntilNothingIsLeftAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        string left;
        while ((left = await LeftAsync()).Length > 0)
        {
            if (Stopwatch.GetElapsedTime(begun) > EndPatience)
            {
                throw new InvalidOperationException($"left over: {left}");
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listening.Dispose();
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private async Task<string> LeftAsync()
    {
        var calls = _app.Services.GetRequiredService<CallControl>().Count;
        var rooms = _app.Services.GetRequiredService<RoomDirectory>().Rooms.ToList();
        await using var context = _app.Services.GetRequiredService<Store>().Open();
        var rows = await context.CallLegs.CountAsync(leg => leg.State != "ended" || leg.Recovery != null);
        var ports = UdpTable.OwnPorts().Count(IsRtpPort);
        var counts = _sip.Counts;
        (string Name, int Count)[] all =
        [
            ("calls", calls), ("rooms", rooms.Count), ("participants", rooms.Sum(room => room.Participants.Count)), ("rows", rows), ("ports", ports),
            ("SIP calls", counts.Calls), ("dialogs", counts.Dialogs), ("client transactions", counts.ClientTransactions),
            ("server transactions", counts.ServerTransactions), ("SIP timers", counts.Timers), ("calls waited for", _byKey.Count),
        ];
        return string.Join(", ", all.Where(each => each.Count > 0).Select(each => $"{each.Count} {each.Name}"));
    }

    private async Task CreateRoomAsync(string name) => await PostAsync("rooms", new JsonObject
    {
        ["name"] = name,
        ["properties"] = new JsonObject { ["enable_dialout"] = true, ["dialout_config"] = new JsonObject { ["allow_room_start"] = true } },
    });

    private async Task<JsonNode> PostAsync(string path, JsonObject body)
    {
        using var response = await _http.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}: {text}");
    }

    private Task<CallSession> FindAsync(string room, string sessionId)
    {
        var control = _app.Services.GetRequiredService<CallControl>();
        return control.AskAsync(() => control.Find(room, sessionId) ?? throw new InvalidOperationException($"call {sessionId} ended at once"));
    }

    // On the SIP thread.
    private void Hear(SipEvent happened)
    {
        switch (happened)
        {
            case CallMessage { Entry: { IsSent: true } sent } message when UserOf(sent.Raw.Span) is { } user && _byUser.TryGetValue(user, out var waiting):
                waiting.InvitedAt = sent.At;
                _byKey[message.Key] = waiting;
                break;
            case CallAnswered answered when _byKey.TryGetValue(answered.Key, out var waiting):
                waiting.Answered.TrySetResult();
                break;
            case CallFailed failed:
                Fail(failed.Key, $"{failed.Status} {failed.ReasonPhrase}");
                break;
            case CallEnded ended when ended.By != CallParty.Owner:
                Fail(ended.Key, $"{ended.Cause}");
                break;
            case CallEnded ended:
                _byKey.TryRemove(ended.Key, out _);
                break;
        }
    }

    private void Fail(CallKey key, string why)
    {
        Interlocked.Increment(ref _failures);
        if (_byKey.TryRemove(key, out var waiting))
        {
            waiting.Answered.TrySetException(new InvalidOperationException($"a call failed: {why}"));
        }
    }

    private static string? UserOf(ReadOnlySpan<byte> message)
    {
        var start = "INVITE sip:"u8;
        return message.StartsWith(start) && message.IndexOf((byte)'@') is > 0 and var end
            ? System.Text.Encoding.ASCII.GetString(message[start.Length..end])
            : null;
    }

    private sealed class Waiting
    {
        public TimeSpan InvitedAt { get; set; }

        public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
