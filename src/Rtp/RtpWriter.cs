using System.Buffers.Binary;
using Switchroom.Rtp.HeaderExtensions;

namespace Switchroom.Rtp;

/// <summary>Writes one RTP packet into a buffer: header, then any extensions, then the payload.</summary>
public ref struct RtpWriter
{
    private readonly Span<byte> _buffer;
    private int _extensionAt;
    private bool _twoByte;

    /// <summary>Writes the fixed header.</summary>
    /// <param name="buffer">Where the packet goes; at least <see cref="RtpPacket.FixedHeaderLength"/> octets.</param>
    /// <param name="header">Its fields.</param>
    public RtpWriter(Span<byte> buffer, in RtpHeader header)
    {
        _buffer = buffer;
        Length = header.Write(buffer);
    }

    /// <summary>Octets written so far.</summary>
    public int Length { get; private set; }

    /// <summary>
    /// Adds a header extension element (RFC 8285). All elements of a packet have one form: the first decides, so a value that needs the
    /// two-byte form (id above 14, empty, or longer than 16 octets) goes first or is refused.
    /// </summary>
    /// <param name="id">1 to 14, or to 255 in the two-byte form.</param>
    /// <param name="value">1 to 16 octets, or 0 to 255 in the two-byte form.</param>
    /// <returns>False when the form or the buffer has no room for it.</returns>
    public bool TryAddExtension(byte id, scoped ReadOnlySpan<byte> value)
    {
        var needsTwoByte = id > RtpExtensions.MaxOneByteId || value.Length is 0 or > 16;
        var starts = _extensionAt == 0;
        var twoByte = starts ? needsTwoByte : _twoByte;
        var needed = (starts ? 4 : 0) + (twoByte ? 2 : 1) + value.Length;
        if (id == 0 || value.Length > 255 || (needsTwoByte && !twoByte) || _buffer.Length - Length < needed + 3)
        {
            return false;
        }

        if (starts)
        {
            _twoByte = twoByte;
            _buffer[0] |= 0x10;
            BinaryPrimitives.WriteUInt16BigEndian(_buffer[Length..], twoByte ? RtpExtensions.TwoByteProfile : RtpExtensions.OneByteProfile);
            _extensionAt = Length;
            Length += 4;
        }

        if (twoByte)
        {
            _buffer[Length++] = id;
            _buffer[Length++] = (byte)value.Length;
        }
        else
        {
            _buffer[Length++] = (byte)((id << 4) | (value.Length - 1));
        }

        value.CopyTo(_buffer[Length..]);
        Length += value.Length;
        return true;
    }

    /// <summary>Ends the header and appends the payload.</summary>
    /// <returns>False when the buffer is too small; nothing is written then.</returns>
    public bool TryWritePayload(scoped ReadOnlySpan<byte> payload)
    {
        var fill = _extensionAt == 0 ? 0 : (4 - ((Length - _extensionAt) & 3)) & 3;
        if (_buffer.Length - Length < fill + payload.Length)
        {
            return false;
        }

        _buffer.Slice(Length, fill).Clear();
        Length += fill;
        if (_extensionAt != 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_buffer[(_extensionAt + 2)..], (ushort)((Length - _extensionAt - 4) / 4));
            _extensionAt = 0;
        }

        payload.CopyTo(_buffer[Length..]);
        Length += payload.Length;
        return true;
    }
}
