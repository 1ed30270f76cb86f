namespace Switchroom.WebRtc.Sctp;

/// <summary>A fragment that has a TSN and is not yet acknowledged for good.</summary>
internal sealed class OutgoingChunk
{
    internal required OutgoingMessage Message { get; init; }

    internal required uint Tsn { get; init; }

    internal required int Offset { get; init; }

    internal required int Length { get; init; }

    internal TimeSpan SentAt { get; set; }

    internal int Transmissions { get; set; }

    /// <summary>Reports that acknowledged later TSNs and not this one.</summary>
    internal int Misses { get; set; }

    /// <summary>Acknowledged by a gap block; may be taken back by a later SACK.</summary>
    internal bool Acked { get; set; }

    internal bool ToRetransmit { get; set; }

    /// <summary>Whether it counts as on its way.</summary>
    internal bool InFlight => !Acked && !ToRetransmit && !Message.Abandoned;

    internal byte Flags => (byte)((Offset == 0 ? DataChunk.BeginFlag : 0)
        | (Offset + Length == Message.Payload.Length ? DataChunk.EndFlag : 0)
        | (Message.Unordered ? DataChunk.UnorderedFlag : 0));
}
