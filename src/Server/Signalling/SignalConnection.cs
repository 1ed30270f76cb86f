using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using Google.Protobuf;
using Switchroom.Server.Settings;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling;

/// <summary>
/// One signalling WebSocket: whole binary messages in, one at a time, within the limits; encoded messages out, in the order they were
/// given, from any thread. Messages given before the WebSocket is accepted wait for it.
/// </summary>
internal sealed class SignalConnection(SignallingSettings settings, TimeProvider time)
{
    private readonly Channel<ReadOnlyMemory<byte>> _outgoing = Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(settings.MaxQueuedMessages) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly MessageBudget _budget = new(settings.MessagesPerSecond, settings.MessageBurst, time);
    private readonly CancellationTokenSource _aborted = new();
    private ConnectionEnd? _end;

    /// <summary>Candidates taken so far on this WebSocket.</summary>
    public int Candidates { get; set; }

    /// <summary>Queues a message; a client that lets too many wait loses its WebSocket.</summary>
    public void Send(SignalResponse message) => Send(message.ToByteArray());

    /// <summary>Queues an encoded message.</summary>
    public void Send(ReadOnlyMemory<byte> encoded)
    {
        if (!_outgoing.Writer.TryWrite(encoded) && !_outgoing.Reader.Completion.IsCompleted)
        {
            Abort(ConnectionEnd.TooSlow);
        }
    }

    /// <summary>Closes after what is queued went out.</summary>
    public void Close(ConnectionEnd end)
    {
        _end ??= end;
        _outgoing.Writer.TryComplete();
    }

    /// <summary>Closes now; what is queued is lost.</summary>
    public void Abort(ConnectionEnd end)
    {
        _end ??= end;
        _outgoing.Writer.TryComplete();
        _aborted.Cancel();
    }

    /// <summary>Serves the WebSocket until either side ends it, and says which end it was.</summary>
    public async Task<ConnectionEnd> RunAsync(WebSocket socket, Func<SignalRequest, ValueTask> handle, CancellationToken stopping)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, _aborted.Token);
        Task writing = WriteAsync(socket, ending.Token);
        try
        {
            await ReadAsync(socket, handle, ending.Token);
        }
        finally
        {
            _outgoing.Writer.TryComplete();
            await writing;
            await CloseAsync(socket);
        }

        return _end ?? ConnectionEnd.Lost;
    }

    private async Task ReadAsync(WebSocket socket, Func<SignalRequest, ValueTask> handle, CancellationToken ending)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            while (!ending.IsCancellationRequested)
            {
                int length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    if (length == buffer.Length && !TryGrow(ref buffer))
                    {
                        Close(ConnectionEnd.MessageTooBig);
                        return;
                    }

                    part = await ReceiveAsync(socket, buffer.AsMemory(length), ending);
                    length += part.Count;
                }
                while (!part.EndOfMessage);

                if (!Accept(part.MessageType, buffer.AsSpan(0, length), out SignalRequest? request))
                {
                    return;
                }

                await handle(request!);
            }
        }
        catch (Exception lost) when (lost is WebSocketException or OperationCanceledException)
        {
            // The peer is gone, or silent for too long, or we closed: the participant may resume, so this is no fault.
            _end ??= ConnectionEnd.Lost;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(WebSocket socket, Memory<byte> into, CancellationToken ending)
    {
        // Clients ping every few seconds; the margin covers a client that was put to sleep for one interval.
        using CancellationTokenSource silence = new(TimeSpan.FromSeconds(settings.PingTimeoutSeconds + settings.PingSeconds), time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(ending, silence.Token);
        return await socket.ReceiveAsync(into, either.Token);
    }

    private bool Accept(WebSocketMessageType type, ReadOnlySpan<byte> message, out SignalRequest? request)
    {
        request = null;
        if (type == WebSocketMessageType.Close)
        {
            _end ??= ConnectionEnd.ClosedByClient;
            return false;
        }

        if (type == WebSocketMessageType.Text)
        {
            Close(ConnectionEnd.TextMessage);
            return false;
        }

        if (!_budget.TrySpend())
        {
            Close(ConnectionEnd.TooManyMessages);
            return false;
        }

        try
        {
            request = SignalRequest.Parser.ParseFrom(message);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            Close(ConnectionEnd.BadMessage);
            return false;
        }
    }

    private bool TryGrow(ref byte[] buffer)
    {
        if (buffer.Length >= settings.MaxMessageBytes)
        {
            return false;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, settings.MaxMessageBytes));
        buffer.CopyTo(larger.AsSpan());
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
        return true;
    }

    private async Task WriteAsync(WebSocket socket, CancellationToken ending)
    {
        try
        {
            await foreach (ReadOnlyMemory<byte> message in _outgoing.Reader.ReadAllAsync(ending))
            {
                await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, ending);
            }

            if (socket.State is WebSocketState.Open)
            {
                await socket.CloseOutputAsync((_end ?? ConnectionEnd.Normal).Status(), (_end ?? ConnectionEnd.Normal).Sentence(), ending);
            }
        }
        catch (Exception lost) when (lost is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            _end ??= ConnectionEnd.Lost;
            await _aborted.CancelAsync();
        }
    }

    private static async Task CloseAsync(WebSocket socket)
    {
        if (socket.State is not (WebSocketState.CloseReceived or WebSocketState.Open))
        {
            socket.Abort();
            return;
        }

        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(2));
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        }
        catch (Exception lost) when (lost is WebSocketException or OperationCanceledException)
        {
            socket.Abort();
        }
    }
}
