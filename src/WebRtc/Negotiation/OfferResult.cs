namespace Switchroom.WebRtc.Negotiation;

/// <summary>What became of a peer's offer.</summary>
/// <param name="Answer">The answer to send; null when the offer was refused.</param>
/// <param name="Error">Why it was refused.</param>
/// <param name="Detail">One sentence for the peer's developer; empty on success.</param>
public sealed record OfferResult(string? Answer, NegotiationError Error, string Detail);
