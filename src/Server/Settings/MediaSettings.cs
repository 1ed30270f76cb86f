using System.Net;

namespace Switchroom.Server.Settings;

/// <summary>UDP ports of media.</summary>
/// <param name="RtpFirst">First port for SIP legs.</param>
/// <param name="RtpLast">Last port for SIP legs.</param>
/// <param name="WebRtcPort">First UDP port for browsers, one per worker, and the same number over TCP; 0 lets the system choose.</param>
/// <param name="WebRtcAddresses">Addresses told to browsers, such as a NAT's public one; empty means the machine's own.</param>
/// <param name="Workers">Media workers, each with a thread of its own; 0 means one for each two processors.</param>
/// <param name="Transports">What browsers are told to come over: <c>udp</c>, <c>tcp</c>.</param>
internal sealed record MediaSettings(
    int RtpFirst, int RtpLast, int WebRtcPort, IReadOnlyList<IPAddress> WebRtcAddresses, int Workers, IReadOnlyList<string> Transports)
{
    public bool Udp => Transports.Contains("udp");

    public bool Tcp => Transports.Contains("tcp");

    public static MediaSettings Read(SettingsReader reader)
    {
        var (first, last) = reader.PortRange("Rtp:Ports", 10000, 19999);
        return new(first, last, reader.Port("WebRtc:Port", 7882),
            [.. reader.List("WebRtc:Addresses", [], text => IPAddress.TryParse(text, out _), "IP addresses").Where(text => IPAddress.TryParse(text, out _)).Select(IPAddress.Parse)],
            reader.Number("WebRtc:Workers", 0, 0, 256),
            reader.List("WebRtc:Transports", ["udp", "tcp"], text => text is "udp" or "tcp", "\"udp\" and \"tcp\""));
    }
}
