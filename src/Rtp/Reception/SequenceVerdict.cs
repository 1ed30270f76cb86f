namespace Switchroom.Rtp.Reception;

/// <summary>How a packet's sequence number fits what came before (RFC 3550 appendix A.1).</summary>
public enum SequenceVerdict
{
    /// <summary>Later than all before, in order or after a gap.</summary>
    Newer,

    /// <summary>Out of order, within the tolerance.</summary>
    Late,

    /// <summary>The same as the packet before it in sequence, or another one seen lately.</summary>
    Duplicate,

    /// <summary>A jump that is not believed until its successor follows.</summary>
    Stray,

    /// <summary>The successor of a stray: the sender began a new sequence.</summary>
    Restarted,
}
