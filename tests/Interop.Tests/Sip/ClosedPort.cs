using System.Net;
using System.Net.Sockets;

namespace Switchroom.Interop.Tests.Sip;

/// <summary>A TCP port of 127.0.0.1 that refuses every connection, and that nobody else can begin to listen on meanwhile.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Dispose() => _socket.Dispose();
}
