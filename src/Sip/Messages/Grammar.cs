using System.Buffers;
using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>Character classes and the smallest readers of RFC 3261 section 25.1, over bytes that were not copied.</summary>
internal static class Grammar
{
    private const string Alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private static readonly SearchValues<byte> TokenBytes = Bytes(Alphanumeric + "-.!%*_+`'~");
    private static readonly SearchValues<char> TokenChars = SearchValues.Create(Alphanumeric + "-.!%*_+`'~");
    private static readonly SearchValues<byte> WordBytes = Bytes(Alphanumeric + "-.!%*_+`'~()<>:\\\"/[]?{}@");
    private static readonly SearchValues<byte> HostNameBytes = Bytes(Alphanumeric + "-._");
    private static readonly SearchValues<byte> AddressBytes = Bytes("0123456789abcdefABCDEF:.");
    private static readonly SearchValues<byte> PlainValueBytes = SearchValues.Create([.. Enumerable.Range(0x21, 0x5e).Select(code => (byte)code).Except("\";,<>"u8.ToArray())]);
    private static readonly SearchValues<char> PlainValueChars = SearchValues.Create([.. Enumerable.Range(0x21, 0x5e).Select(code => (char)code).Except("\";,<>")]);

    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenChars);

    /// <summary>
    /// What is taken as a parameter's value without quotes. Wider than token and host, since tags with other characters are seen and must be echoed as
    /// they are.
    /// </summary>
    public static bool IsPlainValue(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(PlainValueBytes);

    public static bool IsPlainValue(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(PlainValueChars);

    public static bool IsTokenByte(byte one) => TokenBytes.Contains(one);

    /// <summary>A host as it is kept: like <see cref="IsHost"/>, but IPv6 without brackets.</summary>
    public static bool IsHostText(string text) =>
        text.Contains(':')
            ? System.Net.IPAddress.TryParse(text, out _) && !text.ContainsAny('[', '%')
            : Ascii.IsValid(text) && IsHost(Encoding.ASCII.GetBytes(text));

    /// <summary>A word or word@word, as in Call-ID.</summary>
    public static bool IsCallId(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(WordBytes);

    /// <summary>A host name, an IPv4 address, or an IPv6 reference in brackets.</summary>
    public static bool IsHost(ReadOnlySpan<byte> text)
    {
        if (text.Length > 2 && text[0] == '[')
        {
            return text[^1] == (byte)']' && IsIPv6(text[1..^1]);
        }

        return !text.IsEmpty && !text.ContainsAnyExcept(HostNameBytes);
    }

    private static bool IsIPv6(ReadOnlySpan<byte> text) =>
        !text.ContainsAnyExcept(AddressBytes) && text.Contains((byte)':') && System.Net.IPAddress.TryParse(WithoutThirdColon(Encoding.ASCII.GetString(text)), out _);

    /// <summary>The grammar of RFC 3261 lets an address have three colons where two are meant; they are taken as two (RFC 5118 section 4.10).</summary>
    public static string WithoutThirdColon(string address) => address.Replace(":::", "::", StringComparison.Ordinal);

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        text = TrimStart(text);
        while (!text.IsEmpty && IsWhitespace(text[^1]))
        {
            text = text[..^1];
        }

        return text;
    }

    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && IsWhitespace(text[0]))
        {
            text = text[1..];
        }

        return text;
    }

    private static bool IsWhitespace(byte one) => one is (byte)' ' or (byte)'\t';

    /// <summary>Decimal digits only, at most <paramref name="max"/>.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, ulong max, out ulong number)
    {
        number = 0;
        if (text.IsEmpty || text.Length > 20)
        {
            return false;
        }

        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9' || number > (ulong.MaxValue - 9) / 10)
            {
                return false;
            }

            number = number * 10 + (ulong)(digit - '0');
        }

        return number <= max;
    }

    public static bool TryPort(ReadOnlySpan<byte> text, out int port)
    {
        var valid = TryNumber(text, 65535, out var number);
        port = (int)number;
        return valid;
    }

    /// <summary>Length of the quoted string that starts <paramref name="text"/>, both quotes included; -1 if it does not end.</summary>
    public static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (var at = 1; at < text.Length; at++)
        {
            var step = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (step < 0)
            {
                return -1;
            }

            at += step;
            if (text[at] == '"')
            {
                return at + 1;
            }

            at++; // the byte after a backslash is taken as it is
        }

        return -1;
    }

    /// <summary>What stands between the quotes, with quoted pairs resolved.</summary>
    public static string Unquote(ReadOnlySpan<byte> quoted)
    {
        var inner = quoted[1..^1];
        if (inner.IndexOf((byte)'\\') < 0)
        {
            return Encoding.UTF8.GetString(inner);
        }

        Span<byte> plain = inner.Length <= 256 ? stackalloc byte[inner.Length] : new byte[inner.Length];
        var length = 0;
        for (var at = 0; at < inner.Length; at++)
        {
            at += inner[at] == '\\' && at + 1 < inner.Length ? 1 : 0;
            plain[length++] = inner[at];
        }

        return Encoding.UTF8.GetString(plain[..length]);
    }

    /// <summary>Index of the first <paramref name="separator"/> outside quoted strings and angle brackets; -1 if none, -2 if one of those does not end.</summary>
    public static int IndexOutsideQuotes(ReadOnlySpan<byte> text, byte separator)
    {
        var at = 0;
        while (true)
        {
            var step = text[at..].IndexOfAny(separator, (byte)'"', (byte)'<');
            if (step < 0)
            {
                return -1;
            }

            at += step;
            if (text[at] == separator)
            {
                return at;
            }

            var skip = text[at] == '"' ? QuotedLength(text[at..]) : text[at..].IndexOf((byte)'>') + 1;
            if (skip <= 0)
            {
                return -2;
            }

            at += skip;
        }
    }

    private static SearchValues<byte> Bytes(string characters) => SearchValues.Create(Encoding.ASCII.GetBytes(characters));
}
