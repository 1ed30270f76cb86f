namespace Switchroom.Rtp.Jitter;

/// <summary>A place for one packet. Its array is kept and grows to the longest packet that used it.</summary>
internal sealed class JitterSlot
{
    private byte[] _bytes = [];
    private int _length;

    public bool IsUsed { get; private set; }

    public long Sequence { get; private set; }

    public long Timestamp { get; private set; }

    public PayloadType PayloadType { get; private set; }

    public int Duration { get; private set; }

    /// <summary>Whether it only stands for a number that was used for something else.</summary>
    public bool IsPlaceholder { get; private set; }

    public ReadOnlySpan<byte> Payload => _bytes.AsSpan(0, _length);

    public void Fill(long sequence, long timestamp, in JitterPacket packet)
    {
        (IsUsed, Sequence, Timestamp) = (true, sequence, timestamp);
        (PayloadType, Duration, IsPlaceholder) = (packet.PayloadType, packet.Duration, packet.IsPlaceholder);
        _length = packet.Payload.Length;
        if (_bytes.Length < _length)
        {
            _bytes = new byte[(_length + 127) & ~127];
        }

        packet.Payload.CopyTo(_bytes);
    }

    public void Clear() => IsUsed = false;
}
