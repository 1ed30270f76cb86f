namespace Switchroom.Rtp.Sdp;

/// <summary>Media descriptions that belong together (RFC 5888), such as <c>BUNDLE 0 1</c> (RFC 8843).</summary>
/// <param name="Semantics">What the group means.</param>
/// <param name="Mids">The identification tags in it.</param>
public sealed record SdpGroup(string Semantics, IReadOnlyList<string> Mids)
{
    /// <summary>The semantics of media on one transport.</summary>
    public const string Bundle = "BUNDLE";

    /// <summary>The attribute's value.</summary>
    public override string ToString() => Mids.Count == 0 ? Semantics : $"{Semantics} {string.Join(' ', Mids)}";

    internal static SdpGroup Parse(string value)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? new("", []) : new(words[0], words[1..]);
    }
}
