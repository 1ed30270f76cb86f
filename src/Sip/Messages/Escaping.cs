using System.Buffers;
using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>The %HH escapes of URIs (RFC 3261 section 19.1.2), each part of a URI with its own set of characters that need none.</summary>
internal static class Escaping
{
    private const string Unreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!~*'()";

    /// <summary>user = unreserved / escaped / user-unreserved.</summary>
    public static readonly SearchValues<char> User = SearchValues.Create(Unreserved + "&=+$,;?/");

    /// <summary>password.</summary>
    public static readonly SearchValues<char> Password = SearchValues.Create(Unreserved + "&=+$,");

    /// <summary>paramchar of a URI parameter.</summary>
    public static readonly SearchValues<char> Parameter = SearchValues.Create(Unreserved + "[]/:&+$");

    /// <summary>hname and hvalue of a URI header.</summary>
    public static readonly SearchValues<char> Header = SearchValues.Create(Unreserved + "[]/?:+$");

    private static readonly SearchValues<byte> UserBytes = Bytes("&=+$,;?/%");
    private static readonly SearchValues<byte> PasswordBytes = Bytes("&=+$,%");
    private static readonly SearchValues<byte> ParameterBytes = Bytes("[]/:&+$%=;");
    private static readonly SearchValues<byte> HeaderBytes = Bytes("[]/?:+$%=&");
    private static readonly SearchValues<byte> OtherBytes = Bytes(";/?:@&=+$,%[]#");

    public static bool IsUser(ReadOnlySpan<byte> text) => IsValid(text, UserBytes);

    public static bool IsPassword(ReadOnlySpan<byte> text) => IsValid(text, PasswordBytes);

    /// <summary>The parameter part of a URI, separators included.</summary>
    public static bool IsParameters(ReadOnlySpan<byte> text) => IsValid(text, ParameterBytes);

    /// <summary>The header part of a URI, separators included.</summary>
    public static bool IsHeaders(ReadOnlySpan<byte> text) => IsValid(text, HeaderBytes);

    /// <summary>What may stand in a URI of any scheme.</summary>
    public static bool IsOther(ReadOnlySpan<byte> text) => IsValid(text, OtherBytes);

    public static bool StartsWithEscape(ReadOnlySpan<char> text) =>
        text.Length >= 3 && text[0] == '%' && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]);

    /// <summary>The text with its escapes resolved; bytes that are no UTF-8 become the replacement character.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('%'))
        {
            return text;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var length = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] == '%' && at + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[at + 1]) && char.IsAsciiHexDigit((char)bytes[at + 2]))
            {
                bytes[length++] = (byte)(HexValue(bytes[at + 1]) * 16 + HexValue(bytes[at + 2]));
                at += 2;
            }
            else
            {
                bytes[length++] = bytes[at];
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static bool IsValid(ReadOnlySpan<byte> text, SearchValues<byte> allowed)
    {
        if (text.ContainsAnyExcept(allowed))
        {
            return false;
        }

        for (var at = text.IndexOf((byte)'%'); at >= 0; at = text.IndexOf((byte)'%'))
        {
            if (text.Length < at + 3 || !char.IsAsciiHexDigit((char)text[at + 1]) || !char.IsAsciiHexDigit((char)text[at + 2]))
            {
                return false;
            }

            text = text[(at + 3)..];
        }

        return true;
    }

    private static SearchValues<byte> Bytes(string more) => SearchValues.Create(Encoding.ASCII.GetBytes(Unreserved + more));
}
