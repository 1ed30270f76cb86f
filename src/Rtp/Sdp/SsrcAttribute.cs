namespace Switchroom.Rtp.Sdp;

/// <summary>An attribute of one source (<c>a=ssrc</c>, RFC 5576 section 4.1).</summary>
/// <param name="Ssrc">The source.</param>
/// <param name="Name">cname, msid, …</param>
/// <param name="Value">Null when there is no colon.</param>
public sealed record SsrcAttribute(Ssrc Ssrc, string Name, string? Value = null)
{
    /// <summary>The attribute's value.</summary>
    public override string ToString() => $"{Ssrc} {Name}{(Value is null ? "" : ":" + Value)}";

    /// <summary>Reads the attribute's value.</summary>
    public static bool TryParse(string value, out SsrcAttribute? attribute)
    {
        var words = new SdpText(value);
        var valid = SdpText.TryUnsigned(words.Word(), out var ssrc);
        var rest = words.Rest.Trim(' ').ToString();
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        attribute = !valid || rest.Length == 0 || colon == 0 ? null
            : colon < 0 ? new(new Ssrc(ssrc), rest)
            : new(new Ssrc(ssrc), rest[..colon], rest[(colon + 1)..]);
        return attribute is not null;
    }
}
