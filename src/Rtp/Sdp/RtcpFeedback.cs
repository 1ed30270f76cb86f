namespace Switchroom.Rtp.Sdp;

/// <summary>A kind of RTCP feedback that is understood (<c>a=rtcp-fb</c>, RFC 4585 section 4.2).</summary>
/// <param name="PayloadType">For which payload type; null for all ("*").</param>
/// <param name="Type">nack, ccm, transport-cc, goog-remb, …</param>
/// <param name="Parameter">pli, fir, …; null when absent.</param>
public sealed record RtcpFeedback(PayloadType? PayloadType, string Type, string? Parameter = null)
{
    /// <summary>The attribute's value.</summary>
    public override string ToString() => $"{PayloadType?.ToString() ?? "*"} {Type}{(Parameter is null ? "" : " " + Parameter)}";

    /// <summary>Reads the attribute's value.</summary>
    public static bool TryParse(string value, out RtcpFeedback? feedback)
    {
        feedback = null;
        var words = new SdpText(value);
        var format = words.Word();
        PayloadType? payloadType = null;
        if (SdpText.TryPayloadType(format, out var type))
        {
            payloadType = type;
        }
        else if (format is not "*")
        {
            return false;
        }

        var kind = words.Word();
        if (kind.IsEmpty)
        {
            return false;
        }

        var rest = words.Rest.Trim(' ');
        feedback = new RtcpFeedback(payloadType, kind.ToString(), rest.IsEmpty ? null : rest.ToString());
        return true;
    }
}
