namespace Switchroom.Rtp.Jitter;

/// <summary>A place for one packet.</summary>
internal struct JitterSlot
{
    public long Sequence;
    public long Timestamp;
    public byte[] Bytes;
    public int Length;
    public int Duration;
    public PayloadType PayloadType;
    public bool IsUsed;

    /// <summary>Whether it only stands for a number that was used for something else.</summary>
    public bool IsPlaceholder;

    public readonly ReadOnlySpan<byte> Payload => Bytes.AsSpan(0, Length);
}
