using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>A scheme and its comma-separated parameters: challenges and answers to them (RFC 3261 sections 20.6, 20.7, 20.27, 20.28, 20.44).</summary>
/// <param name="Scheme">E.g. <c>Digest</c>.</param>
/// <param name="Parameters">In order.</param>
public sealed record Credentials(string Scheme, SipParameters Parameters) : HeaderValue
{
    internal static Credentials? Read(ReadOnlySpan<byte> text)
    {
        text = Grammar.Trim(text);
        var space = text.IndexOfAny((byte)' ', (byte)'\t');
        if (space <= 0 || !Grammar.IsToken(text[..space]))
        {
            return null;
        }

        // The scanner wants a separator in front of every parameter.
        var rest = Grammar.Trim(text[space..]);
        Span<byte> separated = rest.Length < 1024 ? stackalloc byte[rest.Length + 1] : new byte[rest.Length + 1];
        separated[0] = (byte)',';
        rest.CopyTo(separated[1..]);
        return ParameterScanner.Read(separated, (byte)',') is { } parameters ? new Credentials(Encoding.ASCII.GetString(text[..space]), parameters) : null;
    }

    internal override void WriteTo(SipWriter writer)
    {
        writer.Text(Scheme);
        for (var i = 0; i < Parameters.Count; i++)
        {
            writer.Ascii(i == 0 ? " " : ", ");
            writer.Parameter(Parameters[i]);
        }
    }
}
