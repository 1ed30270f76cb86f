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
}
