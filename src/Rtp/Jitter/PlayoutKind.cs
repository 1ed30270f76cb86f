namespace Switchroom.Rtp.Jitter;

/// <summary>What to play next.</summary>
public enum PlayoutKind
{
    /// <summary>The source says nothing: silence, or comfort noise if it sent any.</summary>
    Silence,

    /// <summary>Decode <see cref="Playout.Payload"/>.</summary>
    Packet,

    /// <summary>A packet is missing: conceal it, from the forward error correction in <see cref="Playout.Payload"/> if that is not empty.</summary>
    Conceal,
}
