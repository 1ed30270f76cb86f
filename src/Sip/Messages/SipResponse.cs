namespace Switchroom.Sip.Messages;

/// <summary>A response.</summary>
public sealed class SipResponse : SipMessage
{
    /// <summary>A response without headers.</summary>
    /// <param name="status">100 to 699.</param>
    /// <param name="reason">The reason phrase; the usual one of that status if null.</param>
    public SipResponse(int status, string? reason = null)
        : this(status, reason, new HeaderCollection())
    {
    }

    internal SipResponse(int status, string? reason, HeaderCollection headers)
        : base(headers)
    {
        Status = status is >= 100 and <= 699 ? status : throw new ArgumentOutOfRangeException(nameof(status));
        Reason = reason ?? StatusPhrases.Of(status);
    }

    /// <summary>The status code, 100 to 699.</summary>
    public int Status { get; }

    /// <summary>The reason phrase; may be empty.</summary>
    public string Reason { get; }

    /// <summary>Whether more responses will follow.</summary>
    public bool IsProvisional => Status < 200;

    /// <summary>Whether the request succeeded.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>
    /// A response to a request (RFC 3261 section 8.2.6.2): copies every Via, From, To, Call-ID and CSeq. A To tag and a copied Record-Route are the
    /// caller's to add. Works for requests that were refused with a message too: what is missing or malformed is copied as it is.
    /// </summary>
    public static SipResponse For(SipRequest request, int status, string? reason = null)
    {
        var response = new SipResponse(status, reason, new HeaderCollection(12));
        response.Headers.CopyFrom(request.Headers, SipHeader.Via);
        response.Headers.CopyFrom(request.Headers, SipHeader.From);
        response.Headers.CopyFrom(request.Headers, SipHeader.To);
        response.Headers.CopyFrom(request.Headers, SipHeader.CallId);
        response.Headers.CopyFrom(request.Headers, SipHeader.CSeq);
        return response;
    }

    internal override void WriteStartLine(SipWriter writer)
    {
        writer.Ascii("SIP/2.0 ");
        writer.Number((uint)Status);
        writer.Byte(' ');
        writer.Text(Reason);
    }
}
