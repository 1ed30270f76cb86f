namespace Switchroom.Rooms.Forwarding;

/// <summary>Which incoming packet was sent to a subscriber under which number, so that a retransmission can be made again from the cache.</summary>
internal sealed class SentLog(int packets)
{
    /// <summary>The same packet is not sent again sooner than this: a second request crosses the first answer.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromMilliseconds(30);

    /// <summary>A packet is sent again at most this often.</summary>
    public const int MaxTimes = 10;

    private readonly SentPacket[] _sent = new SentPacket[packets];

    public void Add(in SentPacket sent) => _sent[sent.SequenceNumber & (_sent.Length - 1)] = sent;

    /// <summary>What was sent under a number, if known, and not again just now.</summary>
    public bool TryTakeForResend(ushort sequenceNumber, TimeSpan now, out SentPacket sent)
    {
        ref var entry = ref _sent[sequenceNumber & (_sent.Length - 1)];
        sent = entry;
        if (!entry.IsSet || entry.SequenceNumber != sequenceNumber || entry.Times >= MaxTimes || entry.WasResentWithin(Again, now))
        {
            return false;
        }

        entry = entry.Resent(now);
        return true;
    }
}

/// <summary>One packet sent to a subscriber. Kept small: every subscription remembers hundreds.</summary>
internal readonly record struct SentPacket(
    ushort SequenceNumber, uint Timestamp, byte Layer, ushort SourceSequenceNumber, Vp8Descriptor Descriptor, byte PayloadType)
{
    private uint ResentAtMilliseconds { get; init; }

    public bool IsSet { get; init; } = true;

    /// <summary>It was marked as the end of a picture.</summary>
    public bool EndsPicture { get; init; }

    /// <summary>How often it was sent again.</summary>
    public byte Times { get; private init; }

    /// <summary>The same, once more sent again.</summary>
    public SentPacket Resent(TimeSpan now) => this with { Times = (byte)(Times + 1), ResentAtMilliseconds = Milliseconds(now) };

    public bool WasResentWithin(TimeSpan time, TimeSpan now) => Times > 0 && unchecked(Milliseconds(now) - ResentAtMilliseconds) < time.TotalMilliseconds;

    // Wraps after 49 days: only differences are looked at.
    private static uint Milliseconds(TimeSpan time) => unchecked((uint)(long)time.TotalMilliseconds);
}
