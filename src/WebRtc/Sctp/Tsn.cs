namespace Switchroom.WebRtc.Sctp;

/// <summary>Serial arithmetic on transmission sequence numbers (RFC 9260 section 1.6).</summary>
internal static class Tsn
{
    internal static bool IsAfter(uint left, uint right) => (int)(left - right) > 0;
}
