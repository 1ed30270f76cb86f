namespace Switchroom.Server.Phone;

/// <summary>One way to reach the called party.</summary>
/// <param name="RequestUri">The SIP URI to call, without header parameters.</param>
/// <param name="TrunkId">The trunk that carries it; null for a SIP target reached directly.</param>
internal sealed record CallRoute(string RequestUri, string? TrunkId);
