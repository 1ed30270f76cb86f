namespace Switchroom.WebRtc.Negotiation;

/// <summary>What became of a peer's answer.</summary>
/// <param name="Error">Why it was refused, or <see cref="NegotiationError.None"/>.</param>
/// <param name="Detail">One sentence for the peer's developer; empty on success.</param>
public sealed record AnswerResult(NegotiationError Error, string Detail);
