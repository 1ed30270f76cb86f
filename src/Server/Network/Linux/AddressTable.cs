using System.Buffers.Binary;
using System.Net;

namespace Switchroom.Server.Network.Linux;

/// <summary>Kernel addresses as .NET's and back, one object per peer, without allocating for a peer already known.</summary>
internal sealed class AddressTable
{
    /// <summary>Octets of the largest address taken (<c>sockaddr_in6</c>).</summary>
    public const int MaxLength = 28;

    private const int MaxKnown = 200_000;

    private readonly Dictionary<Key, IPEndPoint> _known = [];

    /// <summary>The end point of a kernel address; null for a family that is not IP.</summary>
    public IPEndPoint? Read(ReadOnlySpan<byte> address)
    {
        var family = BitConverter.ToInt16(address);
        var port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        var key = family switch
        {
            LibC.AddressFamilyIPv4 => new Key(BitConverter.ToUInt32(address[4..]), 0, port, 0),
            LibC.AddressFamilyIPv6 =>
                new Key(BitConverter.ToUInt64(address[8..]), BitConverter.ToUInt64(address[16..]), port | 0x1_0000u, BitConverter.ToUInt32(address[24..])),
            _ => default,
        };
        if (key == default)
        {
            return null;
        }

        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_known.Count >= MaxKnown)
        {
            // Only spoofed sources make so many; the real ones are back with their next packet.
            _known.Clear();
        }

        var ip = family == LibC.AddressFamilyIPv4 ? new IPAddress(address.Slice(4, 4)) : new IPAddress(address.Slice(8, 16), key.Scope);
        return _known[key] = new IPEndPoint(ip, port);
    }

    /// <summary>Writes a kernel address for a socket of the given family.</summary>
    /// <returns>Octets written; 0 when the socket cannot reach it.</returns>
    public static int Write(IPEndPoint address, bool socketIsIPv6, Span<byte> buffer)
    {
        var isIPv4 = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        buffer.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], (ushort)address.Port);
        if (isIPv4 && !socketIsIPv6)
        {
            BitConverter.TryWriteBytes(buffer, LibC.AddressFamilyIPv4);
            address.Address.TryWriteBytes(buffer[4..], out _);
            return 16;
        }

        if (!socketIsIPv6)
        {
            return 0;
        }

        BitConverter.TryWriteBytes(buffer, LibC.AddressFamilyIPv6);
        if (isIPv4)
        {
            // RFC 4291 section 2.5.5.2: an IPv4 address in an IPv6 socket.
            buffer.Slice(18, 2).Fill(0xff);
            address.Address.TryWriteBytes(buffer[20..], out _);
        }
        else
        {
            address.Address.TryWriteBytes(buffer[8..], out _);
            BitConverter.TryWriteBytes(buffer[24..], (uint)address.Address.ScopeId);
        }

        return MaxLength;
    }

    private readonly record struct Key(ulong First, ulong Second, uint Port, uint Scope);
}
