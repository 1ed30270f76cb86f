namespace Switchroom.Server.Network.SipFlows;

/// <summary>What a <see cref="SipThread"/> takes from its host.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Random">Cryptographic in a server; used on the SIP thread and, for the weights of SRV, beside it, so it must bear several threads.</param>
/// <param name="Logger">Where failures of handlers go.</param>
internal sealed record SipThreadServices(TimeProvider Time, Random Random, ILogger Logger);
