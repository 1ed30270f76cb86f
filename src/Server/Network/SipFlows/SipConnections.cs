using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Switchroom.Sip.Flows;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>
/// All TCP and TLS connections: takes them, opens them, bounds them per server and per source, and closes those that are overdue. Each is served by tasks
/// of its own; sending and closing are asked for by the SIP thread.
/// </summary>
internal sealed partial class SipConnections(
    SipThreadOptions options, SipMailbox mailbox, SourceLimiter limiter, Func<TimeSpan> clock, ILogger log) : IDisposable
{
    /// <summary>How long connections may take to send what they have when the server stops.</summary>
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<FlowId, SipConnection> _open = new();
    private readonly ConcurrentDictionary<IPAddress, int> _incomingBySource = new();
    private readonly List<Socket> _listeners = [];
    private long _serial;
    private volatile bool _disposed;

    public int Count => _open.Count;

    /// <summary>Binds a listener and takes connections until disposed.</summary>
    /// <returns>The address it is bound to.</returns>
    public IPEndPoint Listen(IPEndPoint address, SipTransport transport)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                listener.DualMode = false;
            }

            listener.Bind(address);
            listener.Listen(512);
        }
        catch
        {
            listener.Dispose();
            throw;
        }

        _listeners.Add(listener);
        _ = Accept(listener, transport);
        return (IPEndPoint)listener.LocalEndPoint!;
    }

    /// <summary>Opens a connection; the mailbox gets Opened or Failed with the ticket.</summary>
    public void Open(long ticket, SipTarget target) => _ = Connect(ticket, target);

    /// <summary>Sends; a connection whose peer does not read is ended.</summary>
    public void Send(FlowId flow, ReadOnlyMemory<byte> bytes)
    {
        if (_open.TryGetValue(flow, out var connection) && !connection.Send(bytes))
        {
            connection.Abort();
        }
    }

    public void Close(FlowId flow)
    {
        if (_open.TryGetValue(flow, out var connection))
        {
            connection.Close();
        }
    }

    /// <summary>Ends the connections that are overdue.</summary>
    public void Sweep(TimeSpan now)
    {
        foreach (var (_, connection) in _open)
        {
            if (connection.IsOverdue(now))
            {
                connection.Abort();
            }
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _listeners.ForEach(listener => listener.Dispose());
        foreach (var (_, connection) in _open)
        {
            connection.Close();
        }

        Task.WaitAll([.. _open.Values.Select(connection => connection.Ended)], FlushPatience);
        foreach (var (_, connection) in _open)
        {
            connection.Abort();
        }
    }

    private async Task Accept(Socket listener, SipTransport transport)
    {
        while (!_disposed)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync();
            }
            catch (SocketException) when (!_disposed)
            {
                // The peer gave up before we took it, or no file descriptor is free: the next one may do better.
                await Task.Delay(10);
                continue;
            }
            catch (Exception error) when (error is ObjectDisposedException or SocketException)
            {
                return;
            }

            _ = Serve(socket, transport);
        }
    }

    private async Task Serve(Socket socket, SipTransport transport)
    {
        IPAddress? source = null;
        try
        {
            source = ((IPEndPoint)socket.RemoteEndPoint!).Address;
            var ofSource = _incomingBySource.AddOrUpdate(source, 1, (_, count) => count + 1);
            if (ofSource <= options.MaxConnectionsPerSource && _open.Count < options.MaxConnections)
            {
                await ServeAccepted(socket, transport);
            }
        }
        catch (Exception error) when (SipConnection.IsEnd(error))
        {
            // The peer left before it was served, or its handshake failed.
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogUnexpected(error, source);
        }
        finally
        {
            socket.Dispose();
            if (source is not null && _incomingBySource.AddOrUpdate(source, 0, (_, count) => count - 1) <= 0)
            {
                _incomingBySource.TryRemove(new KeyValuePair<IPAddress, int>(source, 0));
            }
        }
    }

    private async Task ServeAccepted(Socket socket, SipTransport transport)
    {
        socket.NoDelay = true;
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (transport == SipTransport.Tls)
        {
            var tls = new SslStream(stream);
            using var patience = new CancellationTokenSource(options.ConnectPatience);
            await tls.AuthenticateAsServerAsync(options.Tls.ServerOptions(), patience.Token);
            stream = tls;
        }

        var connection = NewConnection(socket, stream, transport, isIncoming: true);
        mailbox.Post(new SipInput(SipInputKind.Accepted) { Flow = connection.Flow });
        await ServeToTheEnd(connection);
    }

    private async Task Connect(long ticket, SipTarget target)
    {
        SipConnection? connection = null;
        var why = "";
        Socket? socket = null;
        try
        {
            socket = new Socket(target.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using var patience = new CancellationTokenSource(options.ConnectPatience);
            await socket.ConnectAsync(target.Address, patience.Token);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (target.Transport == SipTransport.Tls)
            {
                var tls = new SslStream(stream);
                stream = tls;
                await tls.AuthenticateAsClientAsync(options.Tls.ClientOptions(target.TlsName, target.Address.Address, text => why = text), patience.Token);
            }

            connection = NewConnection(socket, stream, target.Transport, isIncoming: false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Whatever it is, the call that waits for this ticket is told, and tells its owner.
            why = WhyNot(error, target, why);
        }

        if (connection is null)
        {
            socket?.Dispose();
            mailbox.Post(new SipInput(SipInputKind.Failed) { Ticket = ticket, Why = why });
            return;
        }

        mailbox.Post(new SipInput(SipInputKind.Opened) { Ticket = ticket, Flow = connection.Flow });
        try
        {
            await ServeToTheEnd(connection);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogUnexpected(error, target.Address.Address);
        }
    }

    private SipConnection NewConnection(Socket socket, Stream stream, SipTransport transport, bool isIncoming)
    {
        var flow = new FlowId(transport, (IPEndPoint)socket.LocalEndPoint!, (IPEndPoint)socket.RemoteEndPoint!, Interlocked.Increment(ref _serial));
        var connection = new SipConnection(flow, stream, isIncoming, options, mailbox, clock);
        _open[flow] = connection;
        if (_disposed)
        {
            connection.Abort();
        }

        return connection;
    }

    private async Task ServeToTheEnd(SipConnection connection)
    {
        try
        {
            await connection.Run(limiter);
        }
        finally
        {
            _open.TryRemove(connection.Flow, out _);
            connection.Dispose();
            mailbox.Post(new SipInput(SipInputKind.Closed) { Flow = connection.Flow });
        }
    }

    private static string WhyNot(Exception error, SipTarget target, string certificateProblem) =>
        certificateProblem.Length > 0 ? $"TLS to {target.Address}: {certificateProblem}"
        : error is OperationCanceledException ? $"{target.Transport} to {target.Address}: no answer in time"
        : $"{target.Transport} to {target.Address}: {error.Message}";

    [LoggerMessage(Level = LogLevel.Error, Message = "A SIP connection with {Peer} ended by an error that nobody foresaw")]
    private partial void LogUnexpected(Exception error, IPAddress? peer);
}
