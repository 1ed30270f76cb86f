using System.Net;
using System.Net.Sockets;
using Switchroom.Sip.Flows;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>Every socket of one SIP thread: bound in pairs of UDP and TCP, TLS beside them. What comes goes to the mailbox.</summary>
internal sealed partial class SipSockets : IDisposable
{
    private readonly SipThreadOptions _options;
    private readonly SipMailbox _mailbox;
    private readonly SourceLimiter _limiter;
    private readonly Func<TimeSpan> _now;
    private readonly ILogger _logger;
    private readonly SipConnections _connections;
    private readonly List<SipUdpSocket> _datagrams = [];

    /// <summary>Binds; datagrams are not received before <see cref="Receive"/>.</summary>
    /// <exception cref="InvalidOperationException">An address is in use or not of this machine; the message is for the operator.</exception>
    public SipSockets(SipThreadOptions options, SipMailbox mailbox, SourceLimiter limiter, Func<TimeSpan> now, ILogger logger)
    {
        (_options, _mailbox, _limiter, _now, _logger) = (options, mailbox, limiter, now, logger);
        _connections = new SipConnections(options, mailbox, limiter, now, logger);
        ListeningPoints = Bind();
    }

    /// <summary>What is bound, and what Via and Contact say.</summary>
    public IReadOnlyList<ListeningPoint> ListeningPoints { get; }

    /// <summary>Connections open now.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Receives datagrams from now on.</summary>
    public void Receive(TimeProvider time) => _datagrams.ForEach(socket => _ = socket.Receive(_limiter, _now, time, LogReceive));

    /// <summary>Sends over the socket or connection of its flow; a flow that is not there, or cannot be sent over, is told as closed.</summary>
    public void Send(OutgoingSipMessage message)
    {
        if (message.Flow.Transport != SipTransport.Udp)
        {
            _connections.Send(message.Flow, message.Bytes);
            return;
        }

        var socket = _datagrams.Find(socket => socket.Bound.Equals(message.Flow.Local));
        if (socket is null || !socket.Send(message.Bytes.Span, message.Flow.Remote))
        {
            _mailbox.Post(new SipInput(SipInputKind.Closed) { Flow = message.Flow });
        }
    }

    /// <summary>Opens a connection; how that goes comes to the mailbox under the ticket.</summary>
    public void Open(long ticket, SipTarget target) => _connections.Open(ticket, target);

    /// <summary>Closes a connection once what was given to it has been sent.</summary>
    public void Close(FlowId flow) => _connections.Close(flow);

    /// <summary>Ends connections that are overdue.</summary>
    public void Sweep(TimeSpan now) => _connections.Sweep(now);

    public void Dispose()
    {
        _datagrams.ForEach(socket => socket.Dispose());
        _connections.Dispose();
    }

    private List<ListeningPoint> Bind()
    {
        List<ListeningPoint> points = [];
        try
        {
            foreach (var address in _options.Bind)
            {
                if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6)
                {
                    continue;
                }

                BindOne(address, points);
            }

            return points;
        }
        catch (SocketException error)
        {
            Dispose();
            throw new InvalidOperationException(
                $"SIP cannot listen on port {_options.Port} (UDP and TCP) or {_options.TlsPort} (TLS): {error.Message}. " +
                "Set Switchroom__Sip__Port and Switchroom__Sip__TlsPort to free ports.", error);
        }
    }

    private void BindOne(IPAddress address, List<ListeningPoint> points)
    {
        var advertised = _options.Advertised is { } named && named.AddressFamily == address.AddressFamily ? named
            : address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? LocalAddress.TowardsTheInternet(address.AddressFamily)
            : address;

        // Both families and both transports share one port number, also when the system chose it.
        var port = points.Count > 0 ? points[0].AdvertisedPort : _options.Port;
        var (udp, tcp) = BindPair(address, port);
        _datagrams.Add(udp);
        points.Add(new ListeningPoint(SipTransport.Udp, udp.Bound, advertised.ToString(), udp.Bound.Port));
        points.Add(new ListeningPoint(SipTransport.Tcp, tcp, advertised.ToString(), tcp.Port));
        if (_options.TlsPort is { } tlsPort && _options.Tls.Own is not null)
        {
            var before = points.Find(point => point.Transport == SipTransport.Tls);
            var tls = _connections.Listen(new IPEndPoint(address, before?.AdvertisedPort ?? tlsPort), SipTransport.Tls);
            points.Add(new ListeningPoint(SipTransport.Tls, tls, advertised.ToString(), tls.Port));
        }
    }

    private (SipUdpSocket Udp, IPEndPoint Tcp) BindPair(IPAddress address, int port)
    {
        for (var tries = 0; ; tries++)
        {
            var udp = new SipUdpSocket(new IPEndPoint(address, port), _mailbox);
            try
            {
                return (udp, _connections.Listen(udp.Bound, SipTransport.Tcp));
            }
            catch (SocketException) when (port == 0 && tries < 20)
            {
                udp.Dispose();
            }
            catch (SocketException)
            {
                udp.Dispose();
                throw;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Receiving SIP over UDP failed; it is tried again")]
    private partial void LogReceive(Exception error);
}
