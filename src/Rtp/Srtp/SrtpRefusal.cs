namespace Switchroom.Rtp.Srtp;

/// <summary>Why a packet was not protected or not accepted.</summary>
public enum SrtpRefusal
{
    /// <summary>It was not refused.</summary>
    None,

    /// <summary>Too short, or its header does not fit its length.</summary>
    Malformed,

    /// <summary>The buffer has no room for the tag.</summary>
    BufferTooSmall,

    /// <summary>The packet's index was seen before.</summary>
    Replayed,

    /// <summary>The packet is older than the replay window.</summary>
    TooOld,

    /// <summary>The tag does not fit the packet and the key.</summary>
    NotAuthentic,

    /// <summary>The packet names another master key.</summary>
    WrongKeyName,

    /// <summary>An RTCP packet without encryption, which no profile of ours negotiates.</summary>
    NotEncrypted,

    /// <summary>One source more than <see cref="SrtpSession.MaxStreams"/>.</summary>
    TooManyStreams,

    /// <summary>All packet indices under this key are used up; a new key is needed (RFC 3711 section 9.2).</summary>
    KeyExhausted,
}
