namespace Switchroom.WebRtc.Media;

/// <summary>What our reports say of ourselves.</summary>
/// <param name="Ssrc">The source of our feedback.</param>
/// <param name="Cname">Our canonical name.</param>
/// <param name="Clock">Our wall clock.</param>
internal sealed record RtcpIdentity(uint Ssrc, string Cname, NtpClock Clock);
