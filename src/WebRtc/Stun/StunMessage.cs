using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;

namespace Switchroom.WebRtc.Stun;

/// <summary>
/// A STUN message over its bytes (RFC 8489 section 5).
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-----------------------------+-----------------------------+
/// |0 0|     STUN Message Type       |        Message Length       |
/// +-+-+-----------------------------+-----------------------------+
/// |                         Magic Cookie                          |
/// |                 Transaction ID (96 bits)                      |
/// +---------------------------------------------------------------+
/// </code>
/// </summary>
internal readonly ref struct StunMessage
{
    internal const int HeaderLength = 20;
    internal const uint MagicCookie = 0x2112A442;
    internal const int IntegrityLength = 20;
    internal const uint FingerprintXor = 0x5354554E;

    /// <summary>Attributes beyond this many make a message malformed.</summary>
    internal const int MaxAttributes = 32;

    private StunMessage(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    internal ReadOnlySpan<byte> Bytes { get; }

    internal StunType Type => (StunType)BinaryPrimitives.ReadUInt16BigEndian(Bytes);

    internal ReadOnlySpan<byte> TransactionId => Bytes.Slice(8, 12);

    internal ReadOnlySpan<byte> Username { get; private init; }

    internal uint? Priority { get; private init; }

    internal bool UseCandidate { get; private init; }

    internal ulong? IceControlling { get; private init; }

    internal ulong? IceControlled { get; private init; }

    /// <summary>ERROR-CODE of an error response, else 0.</summary>
    internal int ErrorCode { get; private init; }

    internal ReadOnlySpan<byte> XorMappedAddress { get; private init; }

    /// <summary>An attribute that must be understood and is not (RFC 8489 section 6.3.1), or 0.</summary>
    internal ushort UnknownRequired { get; private init; }

    private int IntegrityOffset { get; init; }

    /// <summary>Reads a whole datagram; a fingerprint, if there is one, must be right.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> datagram, out StunMessage message)
    {
        message = default;
        if (datagram.Length < HeaderLength || datagram[0] >= 0x40 || datagram.Length % 4 != 0
            || BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) != MagicCookie
            || BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) != datagram.Length - HeaderLength)
        {
            return false;
        }

        var found = new StunMessage(datagram);
        var offset = HeaderLength;
        for (var count = 0; offset < datagram.Length; count++)
        {
            var type = (StunAttribute)BinaryPrimitives.ReadUInt16BigEndian(datagram[offset..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(datagram[(offset + 2)..]);
            var value = datagram[(offset + 4)..];
            if (count == MaxAttributes || length > value.Length)
            {
                return false;
            }

            value = value[..length];

            // RFC 8489 section 14.5: whatever follows the integrity is not protected by it, so only the fingerprint is read there.
            if (found.IntegrityOffset > 0 && type != StunAttribute.Fingerprint)
            {
                offset += 4 + ((length + 3) & ~3);
                continue;
            }

            if (type == StunAttribute.Fingerprint)
            {
                if (!IsFingerprint(datagram, offset, value))
                {
                    return false;
                }

                break;
            }

            if (!found.TryWith(type, value, offset, out found))
            {
                return false;
            }

            offset += 4 + ((length + 3) & ~3);
        }

        message = found;
        return true;
    }

    /// <summary>Whether the message carries MESSAGE-INTEGRITY made with this password (RFC 8489 section 14.5, short-term).</summary>
    internal bool HasIntegrity(ReadOnlySpan<byte> password)
    {
        if (IntegrityOffset == 0)
        {
            return false;
        }

        // The length field counts as if the message ended with the integrity attribute.
        Span<byte> input = stackalloc byte[IntegrityOffset];
        Bytes[..IntegrityOffset].CopyTo(input);
        BinaryPrimitives.WriteUInt16BigEndian(input[2..], (ushort)(IntegrityOffset + 4 + IntegrityLength - HeaderLength));
        Span<byte> expected = stackalloc byte[IntegrityLength];
        HMACSHA1.HashData(password, input, expected);
        return CryptographicOperations.FixedTimeEquals(expected, Bytes.Slice(IntegrityOffset + 4, IntegrityLength));
    }

    /// <summary>The address in XOR-MAPPED-ADDRESS (RFC 8489 section 14.2), or null.</summary>
    internal IPEndPoint? ReadMappedAddress()
    {
        if (XorMappedAddress.Length is not (8 or 20))
        {
            return null;
        }

        var port = BinaryPrimitives.ReadUInt16BigEndian(XorMappedAddress[2..]) ^ (MagicCookie >> 16);
        Span<byte> address = stackalloc byte[XorMappedAddress.Length - 4];
        for (var i = 0; i < address.Length; i++)
        {
            address[i] = (byte)(XorMappedAddress[4 + i] ^ Bytes[4 + i]);
        }

        return new IPEndPoint(new IPAddress(address), (int)port);
    }

    private bool TryWith(StunAttribute type, ReadOnlySpan<byte> value, int offset, out StunMessage next)
    {
        next = this;
        switch (type)
        {
            case StunAttribute.Username:
                next = this with { Username = value };
                return true;
            case StunAttribute.Priority when value.Length == 4:
                next = this with { Priority = BinaryPrimitives.ReadUInt32BigEndian(value) };
                return true;
            case StunAttribute.UseCandidate:
                next = this with { UseCandidate = true };
                return true;
            case StunAttribute.IceControlling when value.Length == 8:
                next = this with { IceControlling = BinaryPrimitives.ReadUInt64BigEndian(value) };
                return true;
            case StunAttribute.IceControlled when value.Length == 8:
                next = this with { IceControlled = BinaryPrimitives.ReadUInt64BigEndian(value) };
                return true;
            case StunAttribute.ErrorCode when value.Length >= 4:
                next = this with { ErrorCode = ((value[2] & 7) * 100) + value[3] };
                return true;
            case StunAttribute.XorMappedAddress:
                next = this with { XorMappedAddress = value };
                return true;
            case StunAttribute.MessageIntegrity when value.Length == IntegrityLength:
                next = this with { IntegrityOffset = offset };
                return true;
            case StunAttribute.Priority or StunAttribute.IceControlled or StunAttribute.IceControlling or StunAttribute.MessageIntegrity
                or StunAttribute.ErrorCode:
                return false;
            default:
                // 0x8000 and above may be ignored, the rest must be understood.
                next = (ushort)type < 0x8000 && UnknownRequired == 0 && type != StunAttribute.UnknownAttributes
                    ? this with { UnknownRequired = (ushort)type }
                    : this;
                return true;
        }
    }

    private static bool IsFingerprint(ReadOnlySpan<byte> datagram, int offset, ReadOnlySpan<byte> value) =>
        value.Length == 4 && offset + 8 == datagram.Length
        && BinaryPrimitives.ReadUInt32BigEndian(value) == (StunCrc.Of(datagram[..offset]) ^ FingerprintXor);
}
