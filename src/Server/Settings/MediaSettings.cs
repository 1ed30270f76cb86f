namespace Switchroom.Server.Settings;

/// <summary>UDP ports of media.</summary>
/// <param name="RtpFirst">First port for SIP legs.</param>
/// <param name="RtpLast">Last port for SIP legs.</param>
/// <param name="WebRtcPort">First UDP port for browsers, one per worker, and the same number over TCP; 0 lets the system choose.</param>
internal sealed record MediaSettings(int RtpFirst, int RtpLast, int WebRtcPort)
{
    public static MediaSettings Read(SettingsReader reader)
    {
        var (first, last) = reader.PortRange("Rtp:Ports", 10000, 19999);
        return new(first, last, reader.Port("WebRtc:Port", 7882));
    }
}
