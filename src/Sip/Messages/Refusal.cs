namespace Switchroom.Sip.Messages;

/// <summary>The one place that says how a refused message is answered.</summary>
public static class Refusal
{
    /// <summary>The status to answer a refused request with; null to drop it in silence. Responses are always dropped.</summary>
    public static int? StatusFor(SipParseError error) => error switch
    {
        SipParseError.Version => 505,
        SipParseError.TooLarge or SipParseError.TooManyHeaders => 513,
        SipParseError.UriTooLong => 414,
        SipParseError.RequestUri or SipParseError.RepeatedHeader or SipParseError.FromOrTo or SipParseError.CallId or SipParseError.CSeq
            or SipParseError.CSeqMethod or SipParseError.MaxForwards or SipParseError.Address or SipParseError.ContentLength
            or SipParseError.Via or SipParseError.BodyTooShort or SipParseError.MissingHeader or SipParseError.HeaderLine or SipParseError.LineEnd => 400,
        _ => null,
    };

    /// <summary>
    /// The response to a refused request; null if it is to be dropped: its top Via has no readable sent-by, it is an ACK, or the error says so.
    /// The reason phrase names the error. Of a broken top Via the response carries what could be read (RFC 4475 section 3.1.2.1).
    /// </summary>
    public static SipResponse? ResponseTo(SipMessage? refused, SipParseError error)
    {
        if (refused is not SipRequest request || request.Method == SipMethod.Ack || StatusFor(error) is not { } status)
        {
            return null;
        }

        var isBroken = request.Headers.Get(SipHeader.Via, Via.Read) is null;
        if (isBroken && request.Headers.Get(SipHeader.Via, Via.ReadUsable) is null)
        {
            return null;
        }

        var response = SipResponse.For(request, status, status == 400 ? PhraseOf(error) : null);
        if (isBroken)
        {
            Mend(response, request.Headers.GetAll(SipHeader.Via, Via.ReadUsable));
        }

        return response;
    }

    // Whoever made the broken text may not be able to read it either: hops that lead nowhere are left out.
    private static void Mend(SipResponse response, List<Via> hops)
    {
        response.Headers.Remove(SipHeader.Via);
        for (var i = hops.Count - 1; i >= 0; i--)
        {
            response.Headers.AddFirst(SipHeader.Via, hops[i]);
        }
    }

    private static string PhraseOf(SipParseError error) => error switch
    {
        SipParseError.RequestUri => "Bad Request-URI",
        SipParseError.RepeatedHeader => "Repeated Header",
        SipParseError.Via => "Bad Via",
        SipParseError.FromOrTo => "Bad From Or To",
        SipParseError.CallId => "Bad Call-ID",
        SipParseError.CSeq => "Bad CSeq",
        SipParseError.CSeqMethod => "CSeq Method Differs",
        SipParseError.MaxForwards => "Bad Max-Forwards",
        SipParseError.Address => "Bad Contact Or Route",
        SipParseError.ContentLength => "Bad Content-Length",
        SipParseError.BodyTooShort => "Body Shorter Than Content-Length",
        SipParseError.MissingHeader => "Missing Header",
        SipParseError.LineEnd => "Bad Line End",
        _ => "Bad Header",
    };
}
