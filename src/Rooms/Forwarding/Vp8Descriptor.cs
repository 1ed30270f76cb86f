using System.Buffers.Binary;

namespace Switchroom.Rooms.Forwarding;

//       0 1 2 3 4 5 6 7
//      +-+-+-+-+-+-+-+-+
//      |X|R|N|S|R| PID | (REQUIRED)
//      +-+-+-+-+-+-+-+-+
// X:   |I|L|T|K| RSV   | (OPTIONAL)
//      +-+-+-+-+-+-+-+-+
// I:   |M| PictureID   | (OPTIONAL, 7 or 15 bits)
//      +-+-+-+-+-+-+-+-+
// L:   |   TL0PICIDX   | (OPTIONAL)
//      +-+-+-+-+-+-+-+-+
// T/K: |TID|Y| KEYIDX  | (OPTIONAL)
//      +-+-+-+-+-+-+-+-+

/// <summary>The payload descriptor before each VP8 packet (RFC 7741 section 4.2).</summary>
internal readonly record struct Vp8Descriptor
{
    /// <summary>Most octets a descriptor has.</summary>
    public const int MaxLength = 6;

    // Narrow: one is kept for every packet that may have to be sent again.
    private readonly byte _length;
    private readonly short _pictureId;
    private readonly short _tl0PictureIndex;
    private readonly sbyte _temporalLayer;
    private readonly sbyte _keyIndex;

    /// <summary>First octet as it was: X, N, S, PID.</summary>
    public byte First { get; init; }

    /// <summary>Octets read.</summary>
    public int Length
    {
        get => _length;
        init => _length = (byte)value;
    }

    /// <summary>0 to 32767, or -1 without one.</summary>
    public int PictureId
    {
        get => _pictureId;
        init => _pictureId = (short)value;
    }

    /// <summary>True when the picture id has 15 bits.</summary>
    public bool IsLongPictureId { get; init; }

    /// <summary>0 to 255, or -1 without one.</summary>
    public int Tl0PictureIndex
    {
        get => _tl0PictureIndex;
        init => _tl0PictureIndex = (short)value;
    }

    /// <summary>0 to 3, or -1 without one.</summary>
    public int TemporalLayer
    {
        get => _temporalLayer;
        init => _temporalLayer = (sbyte)value;
    }

    /// <summary>The frame depends on the base layer only (Y).</summary>
    public bool IsLayerSync { get; init; }

    /// <summary>0 to 31, or -1 without one.</summary>
    public int KeyIndex
    {
        get => _keyIndex;
        init => _keyIndex = (sbyte)value;
    }

    /// <summary>This packet begins a key frame.</summary>
    public bool StartsKeyFrame { get; init; }

    /// <summary>This packet begins a frame.</summary>
    public bool StartsFrame => (First & 0x17) == 0x10;

    public static bool TryParse(ReadOnlySpan<byte> payload, out Vp8Descriptor descriptor)
    {
        descriptor = default;
        if (payload.IsEmpty)
        {
            return false;
        }

        var first = payload[0];
        var at = 1;
        int pictureId = -1, tl0 = -1, temporal = -1, keyIndex = -1;
        bool isLong = false, sync = false;
        if ((first & 0x80) != 0)
        {
            if (payload.Length < 2)
            {
                return false;
            }

            var flags = payload[at++];
            if ((flags & 0x80) != 0)
            {
                isLong = payload.Length > at && (payload[at] & 0x80) != 0;
                if (payload.Length < at + (isLong ? 2 : 1))
                {
                    return false;
                }

                pictureId = isLong ? BinaryPrimitives.ReadUInt16BigEndian(payload[at..]) & 0x7fff : payload[at] & 0x7f;
                at += isLong ? 2 : 1;
            }

            if (payload.Length < at + ((flags & 0x40) != 0 ? 1 : 0) + ((flags & 0x30) != 0 ? 1 : 0))
            {
                return false;
            }

            tl0 = (flags & 0x40) != 0 ? payload[at++] : -1;
            if ((flags & 0x30) != 0)
            {
                temporal = (flags & 0x20) != 0 ? payload[at] >> 6 : -1;
                sync = (payload[at] & 0x20) != 0;
                keyIndex = (flags & 0x10) != 0 ? payload[at] & 0x1f : -1;
                at++;
            }
        }

        if (payload.Length <= at)
        {
            return false;
        }

        descriptor = new Vp8Descriptor
        {
            First = first,
            Length = at,
            PictureId = pictureId,
            IsLongPictureId = isLong,
            Tl0PictureIndex = tl0,
            TemporalLayer = temporal,
            IsLayerSync = sync,
            KeyIndex = keyIndex,
            StartsKeyFrame = (first & 0x17) == 0x10 && (payload[at] & 1) == 0,
        };
        return true;
    }

    /// <summary>Writes the descriptor; at most <see cref="MaxLength"/> octets.</summary>
    /// <returns>Octets written.</returns>
    public int Write(Span<byte> buffer)
    {
        var flags = (PictureId >= 0 ? 0x80 : 0) | (Tl0PictureIndex >= 0 ? 0x40 : 0) | (TemporalLayer >= 0 ? 0x20 : 0) | (KeyIndex >= 0 ? 0x10 : 0);
        buffer[0] = (byte)(flags != 0 ? First | 0x80 : First & 0x7f);
        if (flags == 0)
        {
            return 1;
        }

        buffer[1] = (byte)flags;
        var at = 2;
        if (PictureId >= 0)
        {
            at = WritePictureId(buffer, at);
        }

        if (Tl0PictureIndex >= 0)
        {
            buffer[at++] = (byte)Tl0PictureIndex;
        }

        if ((flags & 0x30) != 0)
        {
            buffer[at++] = (byte)((Math.Max(0, TemporalLayer) << 6) | (IsLayerSync ? 0x20 : 0) | Math.Max(0, KeyIndex));
        }

        return at;
    }

    private int WritePictureId(Span<byte> buffer, int at)
    {
        if (!IsLongPictureId)
        {
            buffer[at] = (byte)(PictureId & 0x7f);
            return at + 1;
        }

        BinaryPrimitives.WriteUInt16BigEndian(buffer[at..], (ushort)(0x8000 | PictureId));
        return at + 2;
    }
}
