using System.Net;
using System.Net.Sockets;

namespace Switchroom.Server.Network;

/// <summary>Non-blocking sockets without exceptions for what is normal: nothing to read, a full buffer, an unreachable peer.</summary>
internal static class NonBlocking
{
    /// <summary>A bound non-blocking UDP socket.</summary>
    public static Socket Bind(IPEndPoint local, int bufferSize)
    {
        var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            Blocking = false,
            ReceiveBufferSize = bufferSize,
            SendBufferSize = bufferSize,
        };
        try
        {
            socket.Bind(local);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A non-blocking TCP listener.</summary>
    public static Socket Listen(IPEndPoint local)
    {
        var socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            socket.Bind(local);
            socket.Listen(128);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The length of the datagram read, or -1 when none waits.</summary>
    public static int TryReceive(Socket socket, byte[] buffer, SocketAddress from)
    {
        while (socket.Available > 0 || socket.Poll(0, SelectMode.SelectRead))
        {
            try
            {
                from.Size = SocketAddress.GetMaximumAddressSize(socket.AddressFamily);
                return socket.ReceiveFrom(buffer, SocketFlags.None, from);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionRefused or SocketError.MessageSize)
            {
                // An ICMP report about an earlier send, or a datagram larger than UDP allows: the next one may be good.
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock)
            {
                return -1;
            }
        }

        return -1;
    }

    /// <summary>Sends, or loses the datagram as a network would.</summary>
    public static bool TrySend(Socket socket, ReadOnlySpan<byte> datagram, IPEndPoint? to = null)
    {
        try
        {
            return (to is null ? socket.Send(datagram) : socket.SendTo(datagram, to)) == datagram.Length;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The next waiting connection, non-blocking, or null.</summary>
    /// <param name="listener">Where it waits.</param>
    /// <param name="isExhausted">True when one waits and the system has no descriptor or memory for it: asking again at once gives the same.</param>
    public static Socket? TryAccept(Socket listener, out bool isExhausted)
    {
        isExhausted = false;
        if (!listener.Poll(0, SelectMode.SelectRead))
        {
            return null;
        }

        Socket? accepted = null;
        try
        {
            accepted = listener.Accept();
            accepted.Blocking = false;
            accepted.NoDelay = true;
            return accepted;
        }
        catch (SocketException refused)
        {
            accepted?.Dispose();
            isExhausted = refused.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable;
            return null;
        }
    }
}
