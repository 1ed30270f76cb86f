namespace Switchroom.WebRtc.Ice;

/// <summary>A path the peer proved (RFC 8445: a valid pair whose remote side may be peer-reflexive).</summary>
internal sealed class IcePath(TransportPath path)
{
    internal TransportPath Path { get; } = path;

    internal TimeSpan LastCheck { get; set; }
}
