namespace Switchroom.Server.Network.SipFlows.Resolution;

/// <summary>A NAPTR record (RFC 3403).</summary>
internal sealed record NaptrRecord(int Order, int Preference, string Flags, string Service, string Replacement);

/// <summary>An SRV record (RFC 2782).</summary>
internal sealed record SrvRecord(int Priority, int Weight, int Port, string Target);
