namespace Switchroom.Rooms.Phone;

/// <summary>Why a datagram to a leg is not used.</summary>
internal enum LegRefusal
{
    /// <summary>It is used.</summary>
    None,

    /// <summary>Before anything is agreed on.</summary>
    NothingAgreed,

    /// <summary>Neither RTP nor RTCP, or longer than any we take.</summary>
    Malformed,

    /// <summary>SRTP did not prove it: wrong key, changed, or replayed.</summary>
    NotAuthentic,

    /// <summary>Of a payload type we did not agree to.</summary>
    WrongPayloadType,

    /// <summary>From somebody who is not the far end.</summary>
    WrongSource,

    /// <summary>A jump in the sequence that the next packet has not confirmed yet (RFC 3550 appendix A.1).</summary>
    OutOfSequence,

    /// <summary>More than any phone sends (<see cref="PacketBudget"/>).</summary>
    TooMany,
}
