using Switchroom.Sip.Calls;

namespace Switchroom.Server.Phone;

/// <summary>One way to reach the called party.</summary>
/// <param name="Request">The INVITE to send, without its offer.</param>
/// <param name="TrunkId">The trunk that carries it; null for a SIP target reached directly.</param>
/// <param name="Limits">What that trunk takes.</param>
internal sealed record CallRoute(CallRequest Request, string? TrunkId, TrunkLimits Limits = default)
{
    /// <summary>Whom the INVITE names.</summary>
    public string RequestUri => Request.Target.ToString();
}
