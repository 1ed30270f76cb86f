using System.Buffers;
using System.Globalization;
using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>
/// Writes messages into a buffer that is reused. Text goes through <see cref="Text"/>, <see cref="Quoted"/> or an escaping method, and none of those
/// can write CR or LF: only <see cref="EndLine"/> does. So no text, wherever it comes from, can start a header of its own.
/// </summary>
public sealed class SipWriter
{
    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 32).Select(code => (char)code), '\x7f']);

    private byte[] _buffer = new byte[2048];
    private int _length;

    /// <summary>What was written since the last <see cref="Write"/> began; valid until the next.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Writes a whole message with its Content-Length and gives its bytes, valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(SipMessage message)
    {
        _length = 0;
        message.WriteStartLine(this);
        EndLine();
        message.Headers.WriteTo(this);
        Ascii("Content-Length: ");
        Number((uint)message.Body.Length);
        EndLine();
        EndLine();
        Raw(message.Body.Span);
        return Written;
    }

    internal void Byte(char ascii)
    {
        Reserve(1)[0] = (byte)ascii;
        _length++;
    }

    /// <summary>Bytes that are known to hold no line end outside a body: constants, and slices of parsed messages.</summary>
    internal void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>A constant of the grammar.</summary>
    internal void Ascii(string constant) => _length += Encoding.ASCII.GetBytes(constant, Reserve(constant.Length));

    /// <summary>Any text; control characters become spaces.</summary>
    internal void Text(ReadOnlySpan<char> text)
    {
        var target = Reserve(text.Length * 3);
        var length = Encoding.UTF8.GetBytes(text, target);
        if (text.ContainsAny(Controls))
        {
            foreach (ref var one in target[..length])
            {
                one = one is < 0x20 or 0x7f ? (byte)' ' : one;
            }
        }

        _length += length;
    }

    /// <summary>A quoted string: quotes, backslashes and control characters become quoted pairs, line ends become spaces.</summary>
    internal void Quoted(ReadOnlySpan<char> text)
    {
        Byte('"');
        foreach (var part in text.EnumerateRunes())
        {
            var rune = part.Value is '\r' or '\n' ? new Rune(' ') : part;
            if (rune.Value is '"' or '\\' or < 0x20 or 0x7f)
            {
                Byte('\\');
            }

            _length += rune.EncodeToUtf8(Reserve(4));
        }

        Byte('"');
    }

    /// <summary><c>name</c>, <c>name=value</c> or <c>name="value"</c>.</summary>
    internal void Parameter(SipParameter parameter)
    {
        Text(parameter.Name);
        if (parameter.Value is null)
        {
            return;
        }

        Byte('=');
        if (parameter.IsQuoted || !Grammar.IsPlainValue(parameter.Value))
        {
            Quoted(parameter.Value);
        }
        else
        {
            Ascii(parameter.Value);
        }
    }

    /// <summary>Text with every byte outside the allowed characters as %HH; escapes that are there already may be kept.</summary>
    internal void Escaped(ReadOnlySpan<char> text, SearchValues<char> allowed, bool keepEscapes)
    {
        if (!text.ContainsAnyExcept(allowed))
        {
            _length += Encoding.ASCII.GetBytes(text, Reserve(text.Length));
            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        var rest = text;
        while (!rest.IsEmpty)
        {
            Rune.DecodeFromUtf16(rest, out var rune, out var consumed);
            if (consumed == 1 && (allowed.Contains(rest[0]) || (keepEscapes && Escaping.StartsWithEscape(rest))))
            {
                Byte(rest[0]);
            }
            else
            {
                foreach (var one in utf8[..rune.EncodeToUtf8(utf8)])
                {
                    Byte('%');
                    Byte(HexDigit(one >> 4));
                    Byte(HexDigit(one & 15));
                }
            }

            rest = rest[consumed..];
        }
    }

    /// <summary>A host name or address; IPv6 gets its brackets.</summary>
    internal void Host(string host)
    {
        var isIPv6 = host.Contains(':');
        if (isIPv6)
        {
            Byte('[');
        }

        Text(host);
        if (isIPv6)
        {
            Byte(']');
        }
    }

    internal void HostAndPort(string host, int? port)
    {
        Host(host);
        if (port is { } number)
        {
            Byte(':');
            Number((uint)number);
        }
    }

    internal void Number(ulong number)
    {
        number.TryFormat(Reserve(20), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    internal void EndLine() => Raw("\r\n"u8);

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        }

        return _buffer.AsSpan(_length);
    }
}
