namespace Switchroom.Rooms.Forwarding;

/// <summary>What becomes of one packet for one subscriber: not sent and why, or sent with these numbers.</summary>
/// <param name="Drop">Why it is not sent; <see cref="DropReason.None"/> when it is.</param>
/// <param name="SequenceNumber">To send with.</param>
/// <param name="Timestamp">To send with.</param>
/// <param name="Descriptor">The payload descriptor to send in place of the packet's own; only where <see cref="ReplacesDescriptor"/>.</param>
/// <param name="Switched">The subscriber's picture comes from another layer from this packet on.</param>
/// <param name="WantsKeyFrame">A key frame of the packet's layer is needed to go on.</param>
/// <param name="EndsPicture">The packet ends the picture, as far as the subscriber gets it, and is marked.</param>
internal readonly record struct ForwardingDecision(
    DropReason Drop,
    ushort SequenceNumber = 0,
    uint Timestamp = 0,
    Vp8Descriptor Descriptor = default,
    bool Switched = false,
    bool WantsKeyFrame = false,
    bool EndsPicture = false)
{
    /// <summary>True when the packet is sent.</summary>
    public bool IsSent => Drop == DropReason.None;

    /// <summary>True when the packet's own descriptor is replaced.</summary>
    public bool ReplacesDescriptor => Descriptor.Length > 0;

    public static ForwardingDecision Dropped(DropReason reason, bool wantsKeyFrame = false) => new(reason, WantsKeyFrame: wantsKeyFrame);
}

/// <summary>Why a packet is not sent to a subscriber.</summary>
internal enum DropReason
{
    /// <summary>It is sent.</summary>
    None,

    /// <summary>Nothing is to be sent: not shown, muted, or no bandwidth.</summary>
    Paused,

    /// <summary>It is of a layer the subscriber does not get.</summary>
    OtherLayer,

    /// <summary>Its layer is wanted, but decoding cannot begin here.</summary>
    AwaitingKeyFrame,

    /// <summary>It has no payload.</summary>
    Padding,

    /// <summary>It is too late: from before a switch, or its place was closed.</summary>
    TooLate,

    /// <summary>A temporal layer above the one sent.</summary>
    TemporalLayer,

    /// <summary>A spatial layer above the one sent.</summary>
    SpatialLayer,

    /// <summary>Its payload contradicts its codec.</summary>
    Malformed,
}
