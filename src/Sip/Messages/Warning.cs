using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>More about why a request failed (RFC 3261 section 20.43). The first of several, if the header lists several.</summary>
/// <param name="Code">Three digits.</param>
/// <param name="Agent">Host or pseudonym of who warns.</param>
/// <param name="Text">For a human reader.</param>
public sealed record Warning(int Code, string Agent, string Text) : HeaderValue
{
    internal static Warning? Read(ReadOnlySpan<byte> text)
    {
        text = Grammar.Trim(text);
        if (text.Length < 4 || !Grammar.TryNumber(text[..3], 999, out var code) || code < 100 || text[3] != ' ')
        {
            return null;
        }

        text = Grammar.TrimStart(text[3..]);
        var space = text.IndexOf((byte)' ');
        var quoted = space < 0 ? default : Grammar.TrimStart(text[space..]);
        var length = quoted.IsEmpty || quoted[0] != '"' ? -1 : Grammar.QuotedLength(quoted);
        return length < 0 || text[..space].ContainsAnyInRange((byte)0, (byte)0x1f) || text[..space].Contains((byte)0x7f) ? null : new Warning((int)code, Encoding.UTF8.GetString(text[..space]), Grammar.Unquote(quoted[..length]));
    }

    internal override void WriteTo(SipWriter writer)
    {
        writer.Number((uint)Code);
        writer.Byte(' ');
        writer.Text(Agent);
        writer.Byte(' ');
        writer.Quoted(Text);
    }
}
