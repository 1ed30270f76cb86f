using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>
/// One field of a message: either a slice of the bytes the message was read from, whose typed value is made when first asked for, or a value that was
/// set. Copying a field into another message copies no text.
/// </summary>
internal struct HeaderField
{
    /// <summary>The bytes read (byte[]), or the name of a header that is not known (string).</summary>
    private object? _origin;

    /// <summary>The typed value or text, once made or set.</summary>
    private object? _value;

    private ushort _nameStart;
    private ushort _valueStart;
    private ushort _valueLength;
    private byte _nameLength;

    public SipHeader Header { get; private init; }

    public static HeaderField Read(SipHeader header, byte[] bytes, Range name, Range value)
    {
        var (nameStart, nameLength) = name.GetOffsetAndLength(bytes.Length);
        var (valueStart, valueLength) = value.GetOffsetAndLength(bytes.Length);
        return new HeaderField
        {
            Header = header,
            _origin = bytes,
            _nameStart = (ushort)nameStart,
            _nameLength = (byte)nameLength,
            _valueStart = (ushort)valueStart,
            _valueLength = (ushort)valueLength,
        };
    }

    public static HeaderField Of(SipHeader header, object value) => new() { Header = header, _value = value };

    public static HeaderField Of(string name, string value) => new() { _origin = name, _value = value };

    public readonly string Name => Header != SipHeader.Other ? HeaderNames.NameOf(Header)
        : _origin is byte[] bytes ? Encoding.UTF8.GetString(bytes, _nameStart, _nameLength) : (string)_origin!;

    /// <summary>The value's bytes if the field was read.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _origin is byte[] bytes ? bytes.AsSpan(_valueStart, _valueLength) : default;

    public readonly bool Has(string name) => Header == SipHeader.Other && Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    public readonly string Text() => _origin is byte[] ? Encoding.UTF8.GetString(Bytes) : _value!.ToString()!;

    /// <summary>The value as a type; null if the text breaks its grammar.</summary>
    public T? Value<T>(HeaderReader<T> reader)
        where T : HeaderValue
    {
        if (_value is T typed)
        {
            return typed;
        }

        typed = reader(_origin is byte[] ? Bytes : Encoding.UTF8.GetBytes(Text()))!;
        if (typed is not null && _origin is byte[])
        {
            _value = typed;
        }

        return typed;
    }

    public readonly void WriteTo(SipWriter writer)
    {
        if (Header != SipHeader.Other)
        {
            writer.Raw(HeaderNames.PrefixOf(Header));
        }
        else
        {
            writer.Text(Name);
            writer.Ascii(": ");
        }

        if (_origin is byte[])
        {
            writer.Raw(Bytes);
        }
        else if (_value is HeaderValue value)
        {
            value.WriteTo(writer);
        }
        else
        {
            writer.Text((string)_value!);
        }

        writer.EndLine();
    }
}

/// <summary>Reads one header's value; null if it breaks the grammar.</summary>
internal delegate T? HeaderReader<T>(ReadOnlySpan<byte> text)
    where T : HeaderValue;
