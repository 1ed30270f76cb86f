using System.Net;
using System.Net.Sockets;
using Switchroom.Server.Network.Linux;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>
/// What ICMP says about datagrams that a socket has sent: which peers are not there (RFC 3261 18.4). Linux keeps that in a queue of the socket's errors;
/// elsewhere nothing is ever known.
/// </summary>
internal static unsafe class UnreachablePeers
{
    // from linux/in.h, linux/in6.h, linux/errqueue.h, bits/socket.h and asm-generic/errno.h
    private const int LevelIPv4 = 0, ReceiveErrors = 11;
    private const int LevelIPv6 = 41, ReceiveErrorsIPv6 = 25;
    private const int ErrorQueue = 0x2000;
    private const int OriginIcmp = 2, OriginIcmpIPv6 = 3;
    private const int NetworkUnreachable = 101, ConnectionRefused = 111, HostUnreachable = 113;

    /// <summary>Octets of the header of a control message, which struct sock_extended_err follows.</summary>
    private const int HeaderLength = 16;

    /// <summary>Has the system keep errors for a socket from now on. Each of them fails one call on the socket, whomever that is about.</summary>
    public static void Follow(Socket socket)
    {
        if (LinuxSockets.IsSupported)
        {
            var (level, option) = socket.AddressFamily == AddressFamily.InterNetwork ? (LevelIPv4, ReceiveErrors) : (LevelIPv6, ReceiveErrorsIPv6);
            socket.SetRawSocketOption(level, option, BitConverter.GetBytes(1));
        }
    }

    /// <summary>Takes one error; false where there is none.</summary>
    /// <param name="socket">A socket that is followed.</param>
    /// <param name="peer">Who is not there; null where the error is another one.</param>
    public static bool TryTake(Socket socket, out IPEndPoint? peer)
    {
        peer = null;
        if (!LinuxSockets.IsSupported)
        {
            return false;
        }

        const int ControlLength = 128;
        var name = stackalloc byte[AddressTable.MaxLength];
        var control = stackalloc byte[ControlLength];
        byte data;
        var vector = new LibC.Vector { Start = &data, Length = 1 };
        var message = new LibC.MessageHeader
        {
            Name = name, NameLength = AddressTable.MaxLength, Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlLength,
        };
        if (LibC.ReceiveMany((int)socket.Handle, &message, 1, ErrorQueue | LibC.DontWait, null) != 1)
        {
            return false;
        }

        if (message.ControlLength > HeaderLength + sizeof(int))
        {
            var (error, origin) = (*(int*)(control + HeaderLength), control[HeaderLength + sizeof(int)]);
            if (origin is OriginIcmp or OriginIcmpIPv6 && error is NetworkUnreachable or ConnectionRefused or HostUnreachable)
            {
                peer = new AddressTable().Read(new ReadOnlySpan<byte>(name, (int)Math.Min(message.NameLength, AddressTable.MaxLength)));
            }
        }

        return true;
    }
}
