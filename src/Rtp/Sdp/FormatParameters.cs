namespace Switchroom.Rtp.Sdp;

/// <summary>Parameters of a format (<c>a=fmtp</c>, RFC 8866 section 6.15).</summary>
/// <param name="PayloadType">The payload type.</param>
/// <param name="Text">All behind the payload type, as it stands; most codecs use <c>name=value;name=value</c>.</param>
public sealed record FormatParameters(PayloadType PayloadType, string Text)
{
    /// <summary>A parameter's value, names compared without case; null when absent. A parameter without "=" has the value "".</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var range in Text.AsSpan().Split(';'))
            {
                var part = Text.AsSpan(range).Trim();
                var equals = part.IndexOf('=');
                var key = (equals < 0 ? part : part[..equals]).Trim();
                if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return equals < 0 ? "" : part[(equals + 1)..].Trim().ToString();
                }
            }

            return null;
        }
    }

    /// <summary>A parameter's value as a number; null when absent or none.</summary>
    public int? Number(string name) => SdpText.TryNumber(this[name], out var value) ? value : null;

    /// <summary>The attribute's value.</summary>
    public override string ToString() => $"{PayloadType} {Text}";

    /// <summary>Reads the attribute's value.</summary>
    public static bool TryParse(string value, out FormatParameters? parameters)
    {
        var words = new SdpText(value);
        parameters = SdpText.TryPayloadType(words.Word(), out var type) ? new(type, words.Rest.Trim(' ').ToString()) : null;
        return parameters is not null;
    }
}
