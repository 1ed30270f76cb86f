using Switchroom.Rtp.Jitter;

namespace Switchroom.Rtp.Tests.Jitter;

/// <summary>
/// A sender of 20 ms packets at 8 kHz, a path given as a delay per packet (null: lost), and a player that asks every 20 ms of its own clock.
/// The player stretches as told, by a quarter of the packet.
/// </summary>
internal sealed class Listener(JitterBufferOptions? options = null)
{
    public const int Rate = 8000;
    public const int Ticks = 160;
    private readonly byte[] _payload = new byte[Ticks];
    private int _pending;

    public JitterBuffer Buffer { get; } = new(Rate, options ?? JitterBufferOptions.Default);

    /// <summary>Numbers of the packets in the order they were played.</summary>
    public List<int> Played { get; } = [];

    public List<TimeSpan> Delays { get; } = [];

    /// <summary>Parts in a million by which the sender's clock is fast.</summary>
    public double Drift { get; init; }

    /// <summary>The packets that the sender sends; a pause leaves numbers of this count out but not sequence numbers.</summary>
    public Func<int, bool> Speaks { get; init; } = _ => true;

    public TimeSpan Now { get; private set; }

    /// <summary>Runs over packets numbered from <paramref name="from"/>, with the delay in milliseconds of each.</summary>
    public void Run(int from, int count, Func<int, double?> delay)
    {
        var arrivals = new PriorityQueue<(int Number, ushort Sequence), (double, int)>();
        var sequence = _sequence;
        for (var number = from; number < from + count; number++)
        {
            if (!Speaks(number))
            {
                continue;
            }

            sequence++;
            if (delay(number) is { } milliseconds)
            {
                arrivals.Enqueue((number, sequence), (20.0 * number * (1 - Drift / 1e6) + milliseconds, number));
            }
        }

        _sequence = sequence;
        var end = Now + TimeSpan.FromMilliseconds(20.0 * count * (1 - Drift / 1e6));
        for (; Now < end; Now += TimeSpan.FromMilliseconds(20))
        {
            while (arrivals.TryPeek(out var packet, out var at) && at.Item1 <= Now.TotalMilliseconds)
            {
                arrivals.Dequeue();
                Insert(packet.Number, packet.Sequence, TimeSpan.FromMilliseconds(at.Item1));
            }

            Play();
        }
    }

    public InsertVerdict Insert(int number, ushort sequence, TimeSpan at)
    {
        BitConverter.TryWriteBytes(_payload, number);
        var packet = new JitterPacket
        {
            SequenceNumber = sequence,
            Timestamp = (uint)(number * Ticks) + TimestampBase,
            Duration = Ticks,
            Payload = _payload,
            BeginsPause = !Speaks(number + 1),
        };
        return Buffer.Insert(packet, at);
    }

    public uint TimestampBase { get; set; } = uint.MaxValue - 100_000;

    public void JumpSequence(ushort to) => _sequence = to;

    private ushort _sequence = 65_000;

    private void Play()
    {
        while (_pending < Ticks)
        {
            var playout = Buffer.Take(Now, _pending);
            _pending += playout.Duration;
            if (playout.Kind == PlayoutKind.Packet)
            {
                Played.Add(BitConverter.ToInt32(playout.Payload));
                Delays.Add(Buffer.CurrentDelay);
                _pending += playout.Stretch switch { Stretch.Lengthen => Ticks / 4, Stretch.None => 0, _ => -Ticks / 4 };
            }
        }

        _pending -= Ticks;
    }
}
