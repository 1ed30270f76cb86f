namespace Switchroom.Rtp.Sdp;

/// <summary>A restricted RTP stream (<c>a=rid</c>, RFC 8851).</summary>
/// <param name="Id">Letters, digits, "-" and "_".</param>
/// <param name="IsSend">The describing side sends it; else it receives it.</param>
/// <param name="Restrictions">What follows, such as <c>pt=96;max-width=640</c>; null when nothing does.</param>
public sealed record RidDescription(string Id, bool IsSend, string? Restrictions = null)
{
    /// <summary>The attribute's value.</summary>
    public override string ToString() => $"{Id} {(IsSend ? "send" : "recv")}{(Restrictions is null ? "" : " " + Restrictions)}";

    /// <summary>Reads the attribute's value.</summary>
    public static bool TryParse(string value, out RidDescription? rid)
    {
        var words = new SdpText(value);
        var id = words.Word();
        var direction = words.Word();
        var rest = words.Rest.Trim(' ');
        rid = !id.IsEmpty && direction is "send" or "recv"
            ? new RidDescription(id.ToString(), direction is "send", rest.IsEmpty ? null : rest.ToString())
            : null;
        return rid is not null;
    }
}
