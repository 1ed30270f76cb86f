namespace Switchroom.Rtp.Sdp;

/// <summary>Sources that belong together (<c>a=ssrc-group</c>, RFC 5576 section 4.2).</summary>
/// <param name="Semantics">FID: the second retransmits the first; SIM: layers of simulcast.</param>
/// <param name="Ssrcs">At least one source.</param>
public sealed record SsrcGroup(string Semantics, IReadOnlyList<Ssrc> Ssrcs)
{
    /// <summary>The semantics of a source and its retransmission.</summary>
    public const string FlowIdentification = "FID";

    /// <summary>The attribute's value.</summary>
    public override string ToString() => $"{Semantics} {string.Join(' ', Ssrcs)}";

    /// <summary>Reads the attribute's value.</summary>
    public static bool TryParse(string value, out SsrcGroup? group)
    {
        group = null;
        var words = new SdpText(value);
        var semantics = words.Word();
        var ssrcs = new List<Ssrc>();
        for (var word = words.Word(); !word.IsEmpty; word = words.Word())
        {
            if (!SdpText.TryUnsigned(word, out var ssrc))
            {
                return false;
            }

            ssrcs.Add(new Ssrc(ssrc));
        }

        group = ssrcs.Count > 0 ? new SsrcGroup(semantics.ToString(), ssrcs) : null;
        return group is not null;
    }
}
