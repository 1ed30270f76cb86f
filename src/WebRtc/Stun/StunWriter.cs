using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Switchroom.WebRtc.Stun;

/// <summary>Writes one STUN message into a buffer that is large enough (RFC 8489 section 5).</summary>
internal ref struct StunWriter
{
    private readonly Span<byte> _buffer;
    private int _length;

    internal StunWriter(Span<byte> buffer, StunType type, ReadOnlySpan<byte> transactionId)
    {
        _buffer = buffer;
        BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)type);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], StunMessage.MagicCookie);
        transactionId.CopyTo(buffer[8..]);
        _length = StunMessage.HeaderLength;
    }

    internal void Add(StunAttribute type, scoped ReadOnlySpan<byte> value)
    {
        var padded = (value.Length + 3) & ~3;
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[_length..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[(_length + 2)..], (ushort)value.Length);
        _buffer.Slice(_length + 4, padded).Clear();
        value.CopyTo(_buffer[(_length + 4)..]);
        _length += 4 + padded;
    }

    internal void Add(StunAttribute type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        Add(type, bytes);
    }

    internal void Add(StunAttribute type, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        Add(type, bytes);
    }

    internal void AddError(int code, scoped ReadOnlySpan<byte> reason)
    {
        Span<byte> bytes = stackalloc byte[4 + reason.Length];
        bytes[0] = 0;
        bytes[1] = 0;
        bytes[2] = (byte)(code / 100);
        bytes[3] = (byte)(code % 100);
        reason.CopyTo(bytes[4..]);
        Add(StunAttribute.ErrorCode, bytes);
    }

    internal void AddMappedAddress(IPEndPoint address)
    {
        Span<byte> value = stackalloc byte[20];
        var host = address.Address.IsIPv4MappedToIPv6 ? address.Address.MapToIPv4() : address.Address;
        value[0] = 0;
        value[1] = (byte)(host.AddressFamily == AddressFamily.InterNetwork ? 1 : 2);
        BinaryPrimitives.WriteUInt16BigEndian(value[2..], (ushort)(address.Port ^ (int)(StunMessage.MagicCookie >> 16)));
        host.TryWriteBytes(value[4..], out var written);
        for (var i = 0; i < written; i++)
        {
            value[4 + i] ^= _buffer[4 + i];
        }

        Add(StunAttribute.XorMappedAddress, value[..(4 + written)]);
    }

    /// <summary>Adds MESSAGE-INTEGRITY and FINGERPRINT and returns the length of the message.</summary>
    internal int Finish(scoped ReadOnlySpan<byte> password)
    {
        SetLength(_length + 4 + StunMessage.IntegrityLength);
        Span<byte> integrity = stackalloc byte[StunMessage.IntegrityLength];
        HMACSHA1.HashData(password, _buffer[.._length], integrity);
        Add(StunAttribute.MessageIntegrity, integrity);
        return FinishWithFingerprint();
    }

    /// <summary>Adds FINGERPRINT alone: for errors to a request that could not be authenticated.</summary>
    internal int FinishWithFingerprint()
    {
        SetLength(_length + 8);
        Add(StunAttribute.Fingerprint, StunCrc.Of(_buffer[.._length]) ^ StunMessage.FingerprintXor);
        return _length;
    }

    private readonly void SetLength(int length) =>
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], (ushort)(length - StunMessage.HeaderLength));
}
