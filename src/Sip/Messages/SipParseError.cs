namespace Switchroom.Sip.Messages;

/// <summary>Why bytes are not taken as a message. What is answered to each is in <see cref="Refusal"/>, and only there.</summary>
public enum SipParseError
{
    /// <summary>The message is right.</summary>
    None,

    /// <summary>Nothing but line ends: a keep-alive (RFC 5626 section 3.5.1).</summary>
    KeepAlive,

    /// <summary>The first line is neither a request line nor a status line.</summary>
    StartLine,

    /// <summary>The request line's Request-URI breaks the grammar, or has spaces around or in it.</summary>
    RequestUri,

    /// <summary>The version is not SIP/2.0.</summary>
    Version,

    /// <summary>The status code of a response is not in 100..699.</summary>
    StatusCode,

    /// <summary>The headers do not end with an empty line.</summary>
    Truncated,

    /// <summary>A carriage return or line feed stands alone.</summary>
    LineEnd,

    /// <summary>A header line has no colon or its name is no token.</summary>
    HeaderLine,

    /// <summary>There are more headers than <see cref="SipLimits.MaxHeaders"/>.</summary>
    TooManyHeaders,

    /// <summary>Headers or body are larger than <see cref="SipLimits"/> allows.</summary>
    TooLarge,

    /// <summary>The Request-URI is longer than <see cref="SipLimits.MaxUriBytes"/>.</summary>
    UriTooLong,

    /// <summary>From, To, Call-ID, CSeq or Via is missing.</summary>
    MissingHeader,

    /// <summary>A header that may stand once stands more often.</summary>
    RepeatedHeader,

    /// <summary>A Via breaks the grammar; if the sent-by of the top one can't be read, there is no telling where to answer.</summary>
    Via,

    /// <summary>From or To breaks the grammar.</summary>
    FromOrTo,

    /// <summary>Call-ID breaks the grammar.</summary>
    CallId,

    /// <summary>CSeq breaks the grammar or its number is 2^31 or more.</summary>
    CSeq,

    /// <summary>The method in CSeq is not the request line's.</summary>
    CSeqMethod,

    /// <summary>Max-Forwards is no number up to 255.</summary>
    MaxForwards,

    /// <summary>A Contact, Route or Record-Route breaks the grammar.</summary>
    Address,

    /// <summary>Content-Length is no number.</summary>
    ContentLength,

    /// <summary>The body is shorter than Content-Length says.</summary>
    BodyTooShort,
}
