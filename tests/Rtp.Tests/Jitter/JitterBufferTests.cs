using Switchroom.Rtp.Jitter;
using Switchroom.TestKit;

namespace Switchroom.Rtp.Tests.Jitter;

public sealed class JitterBufferTests
{
    private readonly Random _random = new(42);

    [Fact]
    public void PlaysEverythingOnACleanPathWithLittleDelay()
    {
        var listener = new Listener();

        listener.Run(0, 3000, _ => 5);

        Assert.Equal(Enumerable.Range(0, listener.Played.Count), listener.Played);
        Assert.Equal(0, listener.Buffer.Counters.ConcealedTicks);
        Assert.InRange(listener.Played.Count, 2995, 3000);
        Assert.InRange(listener.Buffer.CurrentDelay.TotalMilliseconds, 0, 40);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(80)]
    [InlineData(150)]
    public void HoldsJitterWithADelayToMatch(int jitter)
    {
        var listener = new Listener();
        double? Path(int _) => 20 + _random.NextDouble() * jitter;
        listener.Run(0, 1000, Path);
        var (concealed, late) = (listener.Buffer.Counters.ConcealedTicks, listener.Buffer.Counters.TooLate);

        listener.Run(1000, 10_000, Path);

        var share = (listener.Buffer.Counters.ConcealedTicks - concealed) / (10_000.0 * Listener.Ticks);
        Assert.InRange(share, 0, 0.03);
        Assert.InRange(listener.Buffer.Counters.TooLate - late, 0, 300);
        Assert.InRange(listener.Delays.TakeLast(5000).Average(delay => delay.TotalMilliseconds), jitter * 0.6, jitter + 40);
        Assert.Equal(listener.Played.Order(), listener.Played);
    }

    [Fact]
    public void ConcealsWhatIsLostAndNoMore()
    {
        var listener = new Listener();
        var lost = 0;

        listener.Run(0, 20_000, _ => _random.NextDouble() < 0.05 ? Count(ref lost) : 10);

        Assert.InRange(listener.Buffer.Counters.ConcealedTicks / (double)Listener.Ticks, lost - 5, lost * 1.02);
        Assert.Equal(0, listener.Buffer.Counters.TooLate);
        Assert.InRange(listener.Buffer.CurrentDelay.TotalMilliseconds, 0, 60);

        static double? Count(ref int lost)
        {
            lost++;
            return null;
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(-200)]
    [InlineData(1000)]
    public void AbsorbsClockDriftForAnHour(int partsPerMillion)
    {
        var listener = new Listener { Drift = partsPerMillion };

        listener.Run(0, 180_000, _ => 20 + _random.NextDouble() * 20);

        Assert.InRange(listener.Delays.Skip(1000).Max(delay => delay.TotalMilliseconds), 20, 110);
        Assert.InRange(listener.Buffer.Counters.ConcealedTicks / (double)(180_000 * Listener.Ticks), 0, 0.01);
        Assert.InRange(listener.Buffer.Counters.Skipped, 0, 0);
    }

    [Fact]
    public void FollowsAPathThatGetsLongerAndShorterAgain()
    {
        var listener = new Listener();
        listener.Run(0, 1000, _ => 10);
        var before = listener.Buffer.Counters.ConcealedTicks;

        listener.Run(1000, 2000, _ => 160);
        Assert.InRange((listener.Buffer.Counters.ConcealedTicks - before) / 8.0, 100, 260);
        var inTheMiddle = listener.Buffer.Counters.ConcealedTicks;
        listener.Run(3000, 2000, _ => 10);

        Assert.InRange((listener.Buffer.Counters.ConcealedTicks - inTheMiddle) / 8.0, 0, 20);
        Assert.InRange(listener.Buffer.CurrentDelay.TotalMilliseconds, 0, 60);
    }

    [Fact]
    public void ForgetsAnOutageSoon()
    {
        var listener = new Listener();
        listener.Run(0, 1000, _ => 10);

        // Everything of one second is held up and comes at once.
        listener.Run(1000, 1500, number => number < 1050 ? 10 + (1050 - number) * 20 : 10);

        Assert.InRange(listener.Buffer.CurrentDelay.TotalMilliseconds, 0, 100);
        Assert.Equal(Enumerable.Range(1200, 1290), listener.Played.Where(number => number is >= 1200 and < 2490));
    }

    [Fact]
    public void GoesOnAfterALongSilenceOfThePath()
    {
        var listener = new Listener();
        listener.Run(0, 500, _ => 10);

        listener.Run(500, 1000, number => number < 750 ? null : 10);

        Assert.Equal(Enumerable.Range(760, 700), listener.Played.Where(number => number is >= 760 and < 1460));
        Assert.InRange(listener.Buffer.Counters.ConcealedTicks / 8.0, 100, 200);
    }

    /// <summary>As when a gateway splices two calls: numbers and timestamps go on where they were, a while later. To us the path has become longer.</summary>
    [Theory]
    [InlineData(130)]
    [InlineData(300)]
    [InlineData(1400)]
    [InlineData(30_000)]
    public void GoesOnAtOnceWhenTheSendersClockStoodStill(int milliseconds)
    {
        var listener = new Listener();
        listener.Run(0, 500, _ => 10 + _random.NextDouble() * 15);
        var before = listener.Buffer.Counters;

        listener.Run(500, 1000 + milliseconds / 20, _ => 10 + milliseconds + _random.NextDouble() * 15);

        var after = listener.Buffer.Counters;
        Assert.InRange((after.ConcealedTicks - before.ConcealedTicks) / 8.0, 0, 260);
        Assert.InRange(after.Shortened - before.Shortened, 0, 50);
        Assert.Equal((0, 0), (after.Skipped - before.Skipped, after.TooLate - before.TooLate));
        Assert.Equal(Enumerable.Range(500, 990), listener.Played.Where(number => number is >= 500 and < 1490));
        Assert.InRange(listener.Buffer.CurrentDelay.TotalMilliseconds, 0, 80);
    }

    [Fact]
    public void TakesPausesForSilenceAndNotForLoss()
    {
        var listener = new Listener { Speaks = number => number / 50 % 2 == 0 };

        listener.Run(0, 5000, _ => 20 + _random.NextDouble() * 20);

        Assert.InRange(listener.Buffer.Counters.ConcealedTicks / (double)Listener.Ticks, 0, 50);
        Assert.InRange(listener.Played.Count, 2450, 2500);
    }

    [Fact]
    public void PutsReorderedPacketsInOrder()
    {
        var listener = new Listener();

        listener.Run(0, 4000, number => number % 10 == 3 ? 45 : 5);

        Assert.Equal(listener.Played.Order(), listener.Played);
        Assert.Equal(4000, listener.Played.Count + listener.Buffer.Counters.TooLate, 5.0);
        Assert.InRange(listener.Buffer.Counters.TooLate, 0, 60);
    }

    [Fact]
    public void BeginsAnewWhenTheSenderDoes()
    {
        var listener = new Listener();
        listener.Run(0, 500, _ => 10);
        listener.JumpSequence(30_000);
        listener.TimestampBase = 77;

        listener.Run(500, 500, _ => 10);

        Assert.Equal(1, listener.Buffer.Counters.Restarts);
        Assert.InRange(listener.Played.Count, 980, 1000);
        Assert.InRange(listener.Buffer.Counters.ConcealedTicks / (double)Listener.Ticks, 0, 6);
    }

    [Fact]
    public void HandsOutTheNextPacketForErrorCorrection()
    {
        var buffer = new JitterBuffer(8000, JitterBufferOptions.Default);
        foreach (var number in (int[])[0, 1, 3])
        {
            buffer.Insert(Packet(number), TimeSpan.FromMilliseconds(20 * number));
        }

        var kinds = new List<(PlayoutKind, int)>();
        for (var i = 0; i < 6; i++)
        {
            var playout = buffer.Take(TimeSpan.FromMilliseconds(60 + 20 * i), 0);
            kinds.Add((playout.Kind, playout.Payload.IsEmpty ? -1 : playout.Payload[0]));
        }

        Assert.Equal([(PlayoutKind.Packet, 0), (PlayoutKind.Packet, 1), (PlayoutKind.Conceal, 3), (PlayoutKind.Packet, 3)], kinds[..4]);
    }

    [Fact]
    public void EventsOnAnotherClockLeaveTheSoundAsItIs()
    {
        var buffer = new JitterBuffer(8000, JitterBufferOptions.Default);
        for (var number = 0; number < 200; number++)
        {
            var packet = Packet(number);
            if (number % 10 is > 2 and < 6)
            {
                packet = new JitterPacket { SequenceNumber = packet.SequenceNumber, Timestamp = 900_000_000 + (uint)number, IsPlaceholder = true };
            }

            buffer.Insert(packet, TimeSpan.FromMilliseconds(20 * number));
            buffer.Take(TimeSpan.FromMilliseconds(20 * number + 1), 0);
        }

        Assert.Equal(0, buffer.Counters.Restarts);
        Assert.Equal(0, buffer.Counters.TooLate);
        Assert.InRange(buffer.Counters.Played, 130, 140);
    }

    [Fact]
    public void TellsDuplicatesAndLatecomers()
    {
        var buffer = new JitterBuffer(8000, JitterBufferOptions.Default);
        for (var number = 0; number < 4; number++)
        {
            buffer.Insert(Packet(number), TimeSpan.FromMilliseconds(20 * number));
        }

        Assert.Equal(InsertVerdict.Duplicate, buffer.Insert(Packet(3), TimeSpan.FromMilliseconds(61)));
        Assert.Equal(PlayoutKind.Packet, buffer.Take(TimeSpan.FromMilliseconds(62), 0).Kind);
        Assert.Equal(InsertVerdict.TooLate, buffer.Insert(Packet(0), TimeSpan.FromMilliseconds(63)));
        Assert.Equal(InsertVerdict.TooLong, buffer.Insert(new JitterPacket { SequenceNumber = 9, Timestamp = 0, Payload = new byte[1501] }, TimeSpan.FromMilliseconds(64)));
    }

    // Found by fuzzing: a wait of one tick was handed out as one tick of silence, again and again.
    [Fact]
    public void WaitsInWholeSteps()
    {
        var buffer = new JitterBuffer(8000, JitterBufferOptions.Default);
        buffer.Insert(Packet(0), TimeSpan.Zero);

        var playout = buffer.Take(TimeSpan.FromMilliseconds(9.9), 0);

        Assert.Equal((PlayoutKind.Silence, 160), (playout.Kind, playout.Duration));
    }

    [Fact]
    public void AllocatesNothingInSteadyState()
    {
        var buffer = new JitterBuffer(8000, JitterBufferOptions.Default);
        var number = 0;
        void Pass(int packets)
        {
            for (var end = number + packets; number < end; number++)
            {
                buffer.Insert(Packet(number), TimeSpan.FromMilliseconds(20 * number));
                buffer.Take(TimeSpan.FromMilliseconds(20 * number + 1), 0);
            }
        }

        Pass(200);

        Assert.Equal(0, Allocations.InSteadyState(() => Pass(5000)));
    }

    private static readonly byte[] Sound = new byte[160];

    private static JitterPacket Packet(int number)
    {
        Sound[0] = (byte)number;
        return new JitterPacket { SequenceNumber = (ushort)number, Timestamp = (uint)(160 * number), Duration = 160, Payload = Sound };
    }
}
