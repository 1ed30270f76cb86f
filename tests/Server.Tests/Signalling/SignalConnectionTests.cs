using System.IO.Pipelines;
using System.Net.WebSockets;
using Google.Protobuf;
using Switchroom.Server.Settings;
using Switchroom.Server.Signalling;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Tests.Signalling;

public sealed class SignalConnectionTests : IDisposable
{
    private static readonly SignallingSettings Settings = new(
        MaxMessageBytes: 16 * 1024, MessagesPerSecond: 5, MessageBurst: 50, MaxCandidates: 10, MaxQueuedMessages: 100, PingSeconds: 5);

    private readonly List<SignalRequest> _handled = [];
    private readonly SignalConnection _connection = new(Settings, TimeProvider.System);
    private readonly WebSocket _client;
    private readonly Task<ConnectionEnd> _running;

    public SignalConnectionTests()
    {
        Pipe up = new();
        Pipe down = new();
        _client = WebSocket.CreateFromStream(new DuplexStream(down.Reader, up.Writer), new WebSocketCreationOptions());
        WebSocket server = WebSocket.CreateFromStream(new DuplexStream(up.Reader, down.Writer), new WebSocketCreationOptions { IsServer = true });
        _running = _connection.RunAsync(server, Handle, CancellationToken.None);
    }

    public void Dispose() => _client.Dispose();

    private ValueTask Handle(SignalRequest request)
    {
        _handled.Add(request);
        return ValueTask.CompletedTask;
    }

    private Task SendAsync(byte[] message, WebSocketMessageType type = WebSocketMessageType.Binary) =>
        _client.SendAsync(message, type, endOfMessage: true, CancellationToken.None);

    private async Task<(WebSocketReceiveResult Result, byte[] Message)> ReceiveAsync()
    {
        byte[] buffer = new byte[4096];
        WebSocketReceiveResult result = await _client.ReceiveAsync(buffer, CancellationToken.None);
        return (result, buffer[..result.Count]);
    }

    private async Task<ConnectionEnd> ExpectCloseAsync(WebSocketCloseStatus status)
    {
        (WebSocketReceiveResult result, _) = await ReceiveAsync();
        Assert.Equal((WebSocketMessageType.Close, status), (result.MessageType, result.CloseStatus));
        await _client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        return await _running;
    }

    [Fact]
    public async Task HandlesMessagesInOrderAndEndsWithTheClient()
    {
        await SendAsync(new SignalRequest { Ping = 1 }.ToByteArray());
        await SendAsync(new SignalRequest { Ping = 2 }.ToByteArray());
        await _client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        Assert.Equal(ConnectionEnd.ClosedByClient, await _running);
        Assert.Equal([1L, 2L], _handled.Select(request => request.Ping));
    }

    [Fact]
    public async Task WhatIsQueuedGoesOutBeforeTheClose()
    {
        _connection.Send(new SignalResponse { Pong = 7 });
        _connection.Close(ConnectionEnd.Normal);

        Assert.Equal(7, SignalResponse.Parser.ParseFrom((await ReceiveAsync()).Message).Pong);
        Assert.Equal(ConnectionEnd.Normal, await ExpectCloseAsync(WebSocketCloseStatus.NormalClosure));
    }

    [Fact]
    public async Task RefusesText()
    {
        await SendAsync("{}"u8.ToArray(), WebSocketMessageType.Text);

        Assert.Equal(ConnectionEnd.TextMessage, await ExpectCloseAsync(WebSocketCloseStatus.InvalidMessageType));
    }

    [Fact]
    public async Task RefusesWhatIsNoSignalRequest()
    {
        await SendAsync([0xff, 0xff]);

        Assert.Equal(ConnectionEnd.BadMessage, await ExpectCloseAsync(WebSocketCloseStatus.InvalidPayloadData));
    }

    [Fact]
    public async Task TakesAMessageUpToTheLimitAndRefusesALargerOne()
    {
        byte[] fits = new SignalRequest { Offer = new SessionDescription { Sdp = new string('a', 15_000) } }.ToByteArray();
        await SendAsync(fits);
        await SendAsync(new byte[Settings.MaxMessageBytes + 1]);

        Assert.Equal(ConnectionEnd.MessageTooBig, await ExpectCloseAsync(WebSocketCloseStatus.MessageTooBig));
        Assert.Equal(15_000, Assert.Single(_handled).Offer.Sdp.Length);
    }

    [Fact]
    public async Task RefusesAFlood()
    {
        byte[] ping = new SignalRequest { Ping = 1 }.ToByteArray();
        for (int sent = 0; sent < (Settings.MessageBurst * 2) + 20; sent++)
        {
            await SendAsync(ping);
        }

        Assert.Equal(ConnectionEnd.TooManyMessages, await ExpectCloseAsync(WebSocketCloseStatus.PolicyViolation));
        Assert.InRange(_handled.Count, Settings.MessageBurst, Settings.MessageBurst * 2);
    }

    [Fact]
    public async Task AClientThatDoesNotReadLosesItsConnection()
    {
        byte[] message = new byte[60_000];
        for (int sent = 0; sent < Settings.MaxQueuedMessages * 3; sent++)
        {
            _connection.Send(message);
        }

        Assert.Equal(ConnectionEnd.TooSlow, await _running);
    }

    /// <summary>Two pipes as one stream.</summary>
    private sealed class DuplexStream(PipeReader reader, PipeWriter writer) : Stream
    {
        private readonly Stream _in = reader.AsStream();
        private readonly Stream _out = writer.AsStream();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => _out.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => _out.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => _in.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _in.ReadAsync(buffer, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => _out.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            _out.WriteAsync(buffer, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            _in.Dispose();
            _out.Dispose();
        }
    }
}
