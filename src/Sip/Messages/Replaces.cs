using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>The dialog that a new call takes the place of (RFC 3891 section 6.1).</summary>
/// <param name="CallId">Its Call-ID.</param>
/// <param name="ToTag">Its local tag at the receiver.</param>
/// <param name="FromTag">Its remote tag at the receiver.</param>
/// <param name="EarlyOnly">Only if it is not answered yet.</param>
public sealed record Replaces(string CallId, string ToTag, string FromTag, bool EarlyOnly = false) : HeaderValue
{
    /// <summary>Reads the value, e.g. out of a Refer-To's URI header; null if it breaks the grammar or lacks a tag.</summary>
    public static Replaces? Parse(string text) => Read(Encoding.UTF8.GetBytes(text));

    internal static Replaces? Read(ReadOnlySpan<byte> text)
    {
        text = Grammar.Trim(text);
        var semicolon = text.IndexOf((byte)';');
        var callId = semicolon < 0 ? default : Grammar.Trim(text[..semicolon]);
        return Grammar.IsCallId(callId) && ParameterScanner.Read(text[semicolon..]) is { } parameters
            && parameters["to-tag"] is { } toTag && parameters["from-tag"] is { } fromTag
            ? new Replaces(Encoding.ASCII.GetString(callId), toTag, fromTag, parameters.Contains("early-only"))
            : null;
    }

    internal override void WriteTo(SipWriter writer)
    {
        writer.Text(CallId);
        writer.Byte(';');
        writer.Parameter(new SipParameter("to-tag", ToTag));
        writer.Byte(';');
        writer.Parameter(new SipParameter("from-tag", FromTag));
        if (EarlyOnly)
        {
            writer.Ascii(";early-only");
        }
    }
}
