namespace Switchroom.Rtp.HeaderExtensions;

/// <summary>The elements of a packet's header extension in the one-byte or two-byte form (RFC 8285 sections 4.2 and 4.3).</summary>
public readonly ref struct RtpExtensions
{
    /// <summary>The highest id of the one-byte form.</summary>
    public const int MaxOneByteId = 14;

    /// <summary>The "defined by profile" word of the one-byte form.</summary>
    public const ushort OneByteProfile = 0xbede;

    /// <summary>The "defined by profile" word of the two-byte form, with application bits 0.</summary>
    public const ushort TwoByteProfile = 0x1000;

    private readonly ushort _profile;
    private readonly ReadOnlySpan<byte> _data;

    internal RtpExtensions(ushort profile, ReadOnlySpan<byte> data)
    {
        _profile = profile;
        _data = data;
    }

    /// <summary>Finds the element with an id that SDP negotiated (<c>a=extmap</c>).</summary>
    public bool TryGet(byte id, out ReadOnlySpan<byte> value)
    {
        foreach (var element in this)
        {
            if (element.Id == id)
            {
                value = element.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Walks the elements in wire order; a malformed rest ends the walk.</summary>
    public Enumerator GetEnumerator() => new(_profile, _data);

    /// <summary>One element.</summary>
    public readonly ref struct Element
    {
        internal Element(byte id, ReadOnlySpan<byte> value)
        {
            Id = id;
            Value = value;
        }

        /// <summary>The negotiated id.</summary>
        public byte Id { get; }

        /// <summary>Its octets.</summary>
        public ReadOnlySpan<byte> Value { get; }
    }

    /// <summary>Walks the elements.</summary>
    public ref struct Enumerator
    {
        private readonly bool _oneByte;
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ushort profile, ReadOnlySpan<byte> data)
        {
            _oneByte = profile == OneByteProfile;
            _rest = _oneByte || (profile & 0xfff0) == TwoByteProfile ? data : default;
        }

        /// <summary>The element that <see cref="MoveNext"/> found.</summary>
        public Element Current { get; private set; }

        /// <summary>Goes to the next element, over padding.</summary>
        public bool MoveNext()
        {
            _rest = _rest.TrimStart((byte)0);
            if (_rest.IsEmpty)
            {
                return false;
            }

            return _oneByte ? MoveOneByte() : MoveTwoByte();
        }

        private bool MoveOneByte()
        {
            var id = (byte)(_rest[0] >> 4);
            var length = (_rest[0] & 0x0f) + 1;
            // Id 15 is reserved and ends the list; a length behind id 0 is padding with something in it, treated alike.
            return id is not (0 or 15) && Take(id, 1, length);
        }

        private bool MoveTwoByte() => _rest.Length >= 2 && Take(_rest[0], 2, _rest[1]);

        private bool Take(byte id, int prefix, int length)
        {
            if (_rest.Length < prefix + length)
            {
                _rest = default;
                return false;
            }

            Current = new Element(id, _rest.Slice(prefix, length));
            _rest = _rest[(prefix + length)..];
            return true;
        }
    }
}
