using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Switchroom.Server.Events;
using Switchroom.Server.Tests.Phone.Support;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Events;

/// <summary>The stream of server-sent events, read from a socket as it is on the wire.</summary>
public sealed class EventStreamTests
{
    [Fact]
    public async Task TellsWhatHappensFromNowOnWithTheBodiesOfWebhooks()
    {
        await using var server = await CallServer.StartAsync();
        await RecordAsync(server, Event(1, "dialout.connected"));
        await using var stream = await Stream.OpenAsync(server);

        var happened = Event(2, "dialout.answered");
        await RecordAsync(server, happened);

        Assert.Equal(["id: call-2", "event: dialout.answered", $"data: {happened.Body()}"], await stream.NextAsync());
    }

    [Fact]
    public async Task GoesOnAfterTheLastEventOverMoreThanAPage()
    {
        await using var server = await CallServer.StartAsync();
        const int Count = EventStream.PageSize * 2 + 50;
        await RecordAsync(server, [.. Enumerable.Range(0, Count).Select(number => Event(number, "dialout.connected"))]);

        await using var stream = await Stream.OpenAsync(server, "", "Last-Event-ID: call-10");
        for (var number = 11; number < Count; number++)
        {
            Assert.Equal($"id: call-{number}", (await stream.NextAsync())[0]);
        }

        await RecordAsync(server, Event(Count, "dialout.stopped"));
        Assert.Equal($"id: call-{Count}", (await stream.NextAsync())[0]);
    }

    [Fact]
    public async Task SaysThatThereIsAGapWhenTheLastEventIsNotKnown()
    {
        await using var server = await CallServer.StartAsync();
        await using var stream = await Stream.OpenAsync(server, "?last_event_id=long-gone");
        Assert.Equal(["event: gap", "data: {}"], await stream.NextAsync());
    }

    [Fact]
    public async Task SendsOnlyTheTypesAndTheRoomThatWereAskedFor()
    {
        await using var server = await CallServer.StartAsync();
        await using var stream = await Stream.OpenAsync(server, "?types=dialout.answered,dialout.stopped&room=one");

        await RecordAsync(server, Event(1, "dialout.connected"), Event(2, "dialout.answered", "two"), Event(3, "dialout.answered"));

        Assert.Equal("id: call-3", (await stream.NextAsync())[0]);
        Assert.Equal(
            """400 {"error":"invalid-request-error","info":"\"types\" names an event that does not exist [Received dialout.asked]"}""",
            (await server.Api.GetAsync("/events?types=dialout.asked")).ToString());
    }

    [Fact]
    public async Task BreaksTheSilence()
    {
        await using var server = await CallServer.StartAsync("--Switchroom:Events:KeepAliveSeconds=0.2");
        await using var stream = await Stream.OpenAsync(server);
        Assert.Equal([":"], await stream.NextAsync());
        Assert.Equal([":"], await stream.NextAsync());
    }

    [Fact]
    public async Task ClosesAReaderThatDoesNotReadAndLetsItComeBack()
    {
        await using var server = await CallServer.StartAsync("--Switchroom:Events:PatienceSeconds=0.5", "--Switchroom:Events:MaxStreams=1");
        await using (var stream = await Stream.OpenAsync(server))
        {
            var padding = new string('x', 60_000);
            for (var number = 0; number < 400; number++)
            {
                await RecordAsync(server, Event(number, "dialout.connected", padding: padding));
            }

            await stream.IsCutAsync();
        }

        // the one place is free again
        await using var again = await Stream.OpenAsync(server, "?last_event_id=call-398");
        Assert.Equal("id: call-399", (await again.NextAsync())[0]);
    }

    [Fact]
    public async Task ADomainHasOnlySoManyStreams()
    {
        await using var server = await CallServer.StartAsync("--Switchroom:Events:MaxStreams=1");
        await using var stream = await Stream.OpenAsync(server);
        Assert.Equal(
            """429 {"error":"rate-limit-error","info":"the domain has 1 event streams open, its limit"}""", (await server.Api.GetAsync("/events")).ToString());
    }

    [Fact]
    public async Task NeedsAnApiKey()
    {
        await using var server = await CallServer.StartAsync();
        Assert.Equal(400, (await server.Api.SendAsync(HttpMethod.Get, "/events", null, authorization: null)).Status);
        Assert.Equal(401, (await server.Api.SendAsync(HttpMethod.Get, "/events", null, "Bearer nobody-has-this-key")).Status);
    }

    private static Task RecordAsync(CallServer server, params EventRecord[] events) =>
        server.Services.GetRequiredService<EventJournal>().RecordAsync(server.Api.DomainId, null, events);

    private static EventRecord Event(int number, string type, string room = "one", string padding = "") =>
        new($"call-{number}", type, room, "call", new JsonObject { ["number"] = number, ["padding"] = padding }, DateTimeOffset.UnixEpoch);

    /// <summary>A reader on a plain socket, so that it can leave unread what is sent.</summary>
    private sealed class Stream : IAsyncDisposable
    {
        private readonly Socket _socket;
        private readonly StreamReader _reader;
        private readonly CancellationTokenSource _patience = new(TestProcess.Patience);

        private Stream(Socket socket)
        {
            _socket = socket;
            _reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
        }

        public static async Task<Stream> OpenAsync(CallServer server, string query = "", params string[] headers)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Url.Port));
            string[] lines = [$"GET /v1/events{query} HTTP/1.1", "Host: localhost", $"Authorization: Bearer {server.Api.Key}", .. headers, "", ""];
            await socket.SendAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines)));
            var stream = new Stream(socket);
            Assert.Equal("HTTP/1.1 200 OK", await stream.LineAsync());
            while (await stream.LineAsync() is { Length: > 0 } header)
            {
                Assert.False(header.StartsWith("Content-Type:", StringComparison.Ordinal) && header != "Content-Type: text/event-stream; charset=utf-8", header);
            }

            Assert.Equal(["retry: 2000"], await stream.NextAsync());
            return stream;
        }

        /// <summary>The lines of the next event or comment. The sizes of chunks stand between them, alone on their lines.</summary>
        public async Task<string[]> NextAsync()
        {
            List<string> lines = [];
            while (true)
            {
                var line = await LineAsync() ?? throw new IOException("the stream has ended");
                if (line.Length == 0 && lines.Count > 0)
                {
                    return [.. lines];
                }

                if (line.Contains(':', StringComparison.Ordinal))
                {
                    lines.Add(line);
                }
            }
        }

        /// <summary>Waits for the server to cut the connection, reading nothing until it is there.</summary>
        public async Task IsCutAsync()
        {
            try
            {
                while (await LineAsync() is not null)
                {
                    // what was under way
                }
            }
            catch (IOException)
            {
                // reset
            }
        }

        public ValueTask DisposeAsync()
        {
            _reader.Dispose();
            _socket.Dispose();
            _patience.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<string?> LineAsync() => await _reader.ReadLineAsync(_patience.Token);
    }
}
