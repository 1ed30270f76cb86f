using System.Net;
using System.Net.Sockets;
using Switchroom.Sip.Flows;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>One bound UDP socket: what arrives goes to the mailbox, what is sent leaves at once or is lost, as UDP may.</summary>
internal sealed class SipUdpSocket : IDisposable
{
    private const int KernelBuffer = 4 * 1024 * 1024;

    /// <summary>Pause after an error that nobody foresaw: it may come again at once.</summary>
    private static readonly TimeSpan ErrorPause = TimeSpan.FromMilliseconds(100);

    /// <summary>How often sending is tried when each time an older error stands in its way; then the datagram is lost, as UDP may.</summary>
    private const int MostTries = 8;

    private readonly Socket _socket;
    private readonly SipMailbox _mailbox;
    private readonly IPEndPoint _bound;

    public SipUdpSocket(IPEndPoint address, SipMailbox mailbox)
    {
        _mailbox = mailbox;
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = KernelBuffer, SendBufferSize = KernelBuffer };
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                _socket.DualMode = false;
            }

            _socket.Bind(address);
            UnreachablePeers.Follow(_socket);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        _bound = (IPEndPoint)_socket.LocalEndPoint!;
    }

    public IPEndPoint Bound => _bound;

    /// <summary>Receives until the socket is closed; an error of the system is told, and receiving goes on.</summary>
    public async Task Receive(SourceLimiter limiter, Func<TimeSpan> now, TimeProvider time, Action<Exception> failed)
    {
        var buffer = new byte[ushort.MaxValue];
        var any = new IPEndPoint(_bound.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (true)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any);
                var from = (IPEndPoint)received.RemoteEndPoint;
                if (limiter.TryTake(from.Address, now()))
                {
                    _mailbox.PostMessage(new FlowId(SipTransport.Udp, _bound, from), buffer.AsSpan(0, received.ReceivedBytes));
                }
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.MessageSize)
            {
                // Too large to be SIP.
            }
            catch (Exception error) when (error is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
            catch (SocketException error)
            {
                if (!TakeErrors() && !IsUnreachable(error))
                {
                    failed(error);
                    await Task.Delay(ErrorPause, time);
                }
            }
        }
    }

    /// <summary>Sends; false if the system says that the peer cannot be reached.</summary>
    public bool Send(ReadOnlySpan<byte> bytes, IPEndPoint to)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                _socket.SendTo(bytes, SocketFlags.None, to);
                return true;
            }
            catch (SocketException error)
            {
                // An error that waited speaks of an earlier datagram, and this one has not been sent yet.
                if ((!TakeErrors() && !IsUnreachable(error)) || tries == MostTries)
                {
                    return error.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable or SocketError.ConnectionRefused;
                }
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsUnreachable(SocketException error) =>
        error.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset or SocketError.HostUnreachable or SocketError.NetworkUnreachable;

    /// <summary>Tells of the peers that are not there; false where nothing was to be told.</summary>
    private bool TakeErrors()
    {
        var any = false;
        while (UnreachablePeers.TryTake(_socket, out var peer))
        {
            any = true;
            if (peer is not null)
            {
                _mailbox.Post(new SipInput(SipInputKind.Unreachable) { Flow = new FlowId(SipTransport.Udp, _bound, peer) });
            }
        }

        return any;
    }
}
