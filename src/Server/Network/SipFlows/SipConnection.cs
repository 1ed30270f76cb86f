using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Channels;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>
/// One TCP or TLS connection. Its reader frames messages into the mailbox and answers pings; its writer sends what the thread gave it. Whoever meets the
/// end first closes it for both.
/// </summary>
internal sealed class SipConnection : IDisposable
{
    private static readonly byte[] PongBytes = "\r\n"u8.ToArray();

    private readonly Stream _stream;
    private readonly SipThreadOptions _options;
    private readonly SipMailbox _mailbox;
    private readonly Func<TimeSpan> _clock;
    private readonly Channel<ReadOnlyMemory<byte>> _outgoing = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new() { SingleReader = true });
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _unsent;
    private long _lastHeard;
    private long _partialSince = NotPartial;
    private volatile bool _heardMessage;

    private const long NotPartial = long.MaxValue;

    public SipConnection(FlowId flow, Stream stream, bool isIncoming, SipThreadOptions options, SipMailbox mailbox, Func<TimeSpan> clock)
    {
        Flow = flow;
        IsIncoming = isIncoming;
        _stream = stream;
        _options = options;
        _mailbox = mailbox;
        _clock = clock;
        _lastHeard = clock().Ticks;
    }

    public FlowId Flow { get; }

    public bool IsIncoming { get; }

    /// <summary>Completes when nothing is read or written any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Serves the connection to its end.</summary>
    public async Task Run(SourceLimiter limiter)
    {
        var writing = Write();
        try
        {
            await Read(limiter);
        }
        catch (Exception error) when (IsEnd(error))
        {
            // The peer, the network or we ended it; what follows is the same.
        }
        finally
        {
            _outgoing.Writer.TryComplete();
            _ending.Cancel();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ended.SetResult();
        }

        await writing;
    }

    /// <summary>Queues bytes; false if the peer does not read and too much waits already, or the connection has ended.</summary>
    public bool Send(ReadOnlyMemory<byte> bytes) =>
        Interlocked.Add(ref _unsent, bytes.Length) <= _options.MaxUnsentBytes && _outgoing.Writer.TryWrite(bytes);

    /// <summary>Whether the peer has taken longer than it may for a message or its first message, or has been silent too long.</summary>
    public bool IsOverdue(TimeSpan now)
    {
        var partialSince = Interlocked.Read(ref _partialSince);
        if (partialSince != NotPartial && now.Ticks - partialSince > _options.MessagePatience.Ticks)
        {
            return true;
        }

        var silence = now.Ticks - Interlocked.Read(ref _lastHeard);
        return silence > (IsIncoming && !_heardMessage ? _options.FirstMessagePatience : _options.IdlePatience).Ticks;
    }

    /// <summary>Ends the connection after what was queued has been sent.</summary>
    public void Close()
    {
        _outgoing.Writer.TryComplete();
        _ending.CancelAfter(TimeSpan.FromSeconds(2));
    }

    /// <summary>Ends the connection at once.</summary>
    public void Abort() => _ending.Cancel();

    // Not the token source: the SIP thread may have looked this connection up just before it ended, and still closes it. Cancelled, it holds nothing.
    public void Dispose() => _stream.Dispose();

    public static bool IsEnd(Exception error) =>
        error is IOException or SocketException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException;

    private async Task Read(SourceLimiter limiter)
    {
        var framer = new SipStreamFramer(_options.Limits);
        while (true)
        {
            var count = await _stream.ReadAsync(framer.Space, _ending.Token);
            if (count == 0)
            {
                return;
            }

            var now = _clock();
            Interlocked.Exchange(ref _lastHeard, now.Ticks);
            framer.Advance(count);
            if (!HandFrames(framer, limiter, now))
            {
                return;
            }

            MarkPartial(framer.HasPartial, now);
            while (_mailbox.IsFull)
            {
                await Task.Delay(10, _ending.Token);
            }
        }
    }

    private bool HandFrames(SipStreamFramer framer, SourceLimiter limiter, TimeSpan now)
    {
        while (true)
        {
            switch (framer.TryTake(out var message))
            {
                case StreamFrame.NeedMore:
                    return true;
                case StreamFrame.Message:
                    _heardMessage = true;
                    MarkPartial(false, now);
                    if (!limiter.TryTake(Flow.Remote.Address, now))
                    {
                        return false;
                    }

                    _mailbox.PostMessage(Flow, message);
                    break;
                case StreamFrame.Ping:
                    Send(PongBytes);
                    break;
                case StreamFrame.Pong:
                    _mailbox.PostMessage(Flow, PongBytes);
                    break;
                default:
                    return false;
            }
        }
    }

    private void MarkPartial(bool isPartial, TimeSpan now)
    {
        if (!isPartial)
        {
            Interlocked.Exchange(ref _partialSince, NotPartial);
        }
        else
        {
            Interlocked.CompareExchange(ref _partialSince, now.Ticks, NotPartial);
        }
    }

    private async Task Write()
    {
        try
        {
            await foreach (var bytes in _outgoing.Reader.ReadAllAsync(_ending.Token))
            {
                await _stream.WriteAsync(bytes, _ending.Token);
                Interlocked.Add(ref _unsent, -bytes.Length);
            }

            if (_stream is SslStream tls)
            {
                await tls.ShutdownAsync();
            }
        }
        catch (Exception error) when (IsEnd(error))
        {
            // The reader meets the same end.
        }
        finally
        {
            _ending.Cancel();
        }
    }
}
