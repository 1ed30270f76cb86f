using System.Buffers.Binary;

namespace Switchroom.WebRtc.Ice;

/// <summary>The framing of ICE-TCP: each datagram after its length in two bytes (RFC 4571 section 2).</summary>
public static class IceTcpFraming
{
    /// <summary>Bytes before each datagram.</summary>
    public const int HeaderLength = 2;

    /// <summary>Writes the header of a datagram of <paramref name="length"/> bytes.</summary>
    public static void WriteHeader(Span<byte> header, int length) => BinaryPrimitives.WriteUInt16BigEndian(header, checked((ushort)length));
}
