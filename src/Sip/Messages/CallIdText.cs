using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>The text of a Call-ID, kept so that it is decoded once.</summary>
internal sealed record CallIdText(string Text) : HeaderValue
{
    public static CallIdText? Read(ReadOnlySpan<byte> text) => Grammar.IsCallId(Grammar.Trim(text)) ? new CallIdText(Encoding.ASCII.GetString(Grammar.Trim(text))) : null;

    internal override void WriteTo(SipWriter writer) => writer.Text(Text);
}
