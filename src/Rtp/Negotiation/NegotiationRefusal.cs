namespace Switchroom.Rtp.Negotiation;

/// <summary>Why an offer or answer leads to no sound.</summary>
public enum NegotiationRefusal
{
    /// <summary>It was not refused.</summary>
    None,

    /// <summary>There is no usable audio m-line.</summary>
    NoAudio,

    /// <summary>No codec is known to both.</summary>
    NoCommonCodec,

    /// <summary>We require encryption and they gave no key.</summary>
    EncryptionRequired,

    /// <summary>They require encryption and our settings forbid it.</summary>
    EncryptionNotAllowed,

    /// <summary>No crypto-suite is known to both, or their key is malformed.</summary>
    NoCommonCrypto,

    /// <summary>The answer rejects our audio m-line.</summary>
    Rejected,

    /// <summary>The answer has no m-line in the place of our audio.</summary>
    LinesDiffer,

    /// <summary>An answer without an offer, or an offer while ours is not answered yet.</summary>
    WrongState,

    /// <summary>There is no connection address for the audio m-line.</summary>
    NoAddress,
}
