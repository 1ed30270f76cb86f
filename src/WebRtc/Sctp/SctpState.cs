namespace Switchroom.WebRtc.Sctp;

/// <summary>States of an association (RFC 9260 section 4), the shutdown ones folded: data channels end with their connection.</summary>
internal enum SctpState
{
    Closed,
    CookieWait,
    CookieEchoed,
    Established,
    Ended,
}
