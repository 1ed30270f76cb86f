using System.Net;

namespace Switchroom.WebRtc.Ice;

/// <summary>A host candidate of ours (RFC 8839 section 5.1; TCP ones are passive, RFC 6544).</summary>
/// <param name="Address">Address and port that the peer reaches us at.</param>
/// <param name="Tcp">Whether it is an ICE-TCP listener.</param>
public sealed record IceCandidate(IPEndPoint Address, bool Tcp = false)
{
    /// <summary>The value of the <c>a=candidate</c> line, without <c>a=</c>.</summary>
    public string ToAttribute(int index)
    {
        // RFC 8445 section 5.1.2.1: host preference 126, earlier candidates first; TCP below UDP (RFC 6544 section 4.2).
        var localPreference = (Tcp ? 0x3FFF : 0xFFFF) - index;
        var priority = (126u << 24) | ((uint)localPreference << 8) | 255u;
        var host = Address.Address.ToString();
        return Tcp
            ? $"candidate:{index + 1} 1 tcp {priority} {host} {Address.Port} typ host tcptype passive"
            : $"candidate:{index + 1} 1 udp {priority} {host} {Address.Port} typ host";
    }
}
