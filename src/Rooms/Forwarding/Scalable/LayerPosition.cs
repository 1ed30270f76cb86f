namespace Switchroom.Rooms.Forwarding.Scalable;

/// <summary>Where a packet lies in a stream that carries several layers of one picture (scalable VP9 and AV1).</summary>
internal readonly record struct LayerPosition
{
    /// <summary>False when the packet does not say, or there are no layers.</summary>
    public bool IsKnown { get; init; }

    /// <summary>0 is the smallest picture.</summary>
    public byte Spatial { get; init; }

    /// <summary>0 is the lowest frame rate.</summary>
    public byte Temporal { get; init; }

    /// <summary>The packet begins a frame: one layer's part of a picture.</summary>
    public bool StartsFrame { get; init; }

    /// <summary>The packet ends a frame.</summary>
    public bool EndsFrame { get; init; }

    /// <summary>The frame needs another picture; otherwise only the layers below it in its own.</summary>
    public bool NeedsOtherPictures { get; init; }

    /// <summary>No later frame of a higher temporal layer needs one of those from before this frame.</summary>
    public bool MayRaiseTemporal { get; init; }
}
