using Switchroom.Rtp.Dtmf;

namespace Switchroom.Rtp.Tests.Dtmf;

public sealed class DtmfTests
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);
    private readonly Random _random = new(3);

    [Fact]
    public void SendsAKeyWithThreeEndPacketsAndOneTimestamp()
    {
        var sent = Send(8000, "5", TimeSpan.FromMilliseconds(100));

        Assert.Equal([160, 320, 480, 640, 800, 800, 800], sent.Select(packet => packet.Event.Duration));
        Assert.Equal([false, false, false, false, true, true, true], sent.Select(packet => packet.Event.End));
        Assert.Equal([true, false, false, false, false, false, false], sent.Select(packet => packet.Marker));
        Assert.Single(sent.Select(packet => packet.Timestamp).Distinct());
        Assert.All(sent, packet => Assert.Equal('5', packet.Event.Key));
    }

    [Theory]
    [InlineData(10, 400)]
    [InlineData(50, 400)]
    [InlineData(130, 1040)]
    [InlineData(9000, 16000)]
    public void KeepsDurationsWithinTheirBounds(int milliseconds, int ticks) =>
        Assert.Equal(ticks, Send(8000, "1", TimeSpan.FromMilliseconds(milliseconds))[^1].Event.Duration);

    [Fact]
    public void SendsALongKeyInSegments()
    {
        var sent = Send(48000, "7", TimeSpan.FromSeconds(2));

        Assert.Equal(2, sent.Select(packet => packet.Timestamp).Distinct().Count());
        Assert.Equal(ushort.MaxValue, sent.Last(packet => packet.Timestamp == sent[0].Timestamp).Event.Duration);
        Assert.False(sent.Last(packet => packet.Timestamp == sent[0].Timestamp).Event.End);
        Assert.Equal(sent[0].Timestamp + ushort.MaxValue, sent[^1].Timestamp);
        Assert.Equal(96000 - ushort.MaxValue, sent[^1].Event.Duration);
        Assert.Equal([new ReceivedKey('7', TimeSpan.FromSeconds(2))], Receive(48000, sent));
    }

    [Fact]
    public void GoesThroughKeysAndPausesInOrder()
    {
        var sender = new DtmfSender(8000);
        Assert.True(sender.TryEnqueue('1', TimeSpan.FromMilliseconds(60), Gap));
        Assert.True(sender.TryEnqueuePause(TimeSpan.FromMilliseconds(500)));
        Assert.True(sender.TryEnqueue('#', TimeSpan.FromMilliseconds(60), Gap));
        Assert.False(sender.TryEnqueue('x', TimeSpan.FromMilliseconds(60), Gap));

        var sent = Drain(sender, 8000);

        Assert.Equal("1#", new string([.. Receive(8000, sent).Select(key => key.Key)]));
        Assert.Equal(8 * (60 + 100 + 500), (int)(sent[^1].Timestamp - sent[0].Timestamp), 320.0);
        Assert.False(sender.IsBusy);
    }

    [Theory]
    [InlineData(8000, 0.0)]
    [InlineData(8000, 0.4)]
    [InlineData(48000, 0.4)]
    public void HearsEveryKeyOnceOverLossDuplicationAndReordering(int clockRate, double loss)
    {
        const string keys = "0123456789*#ABCD112233";
        for (var round = 0; round < 20; round++)
        {
            var sent = Send(clockRate, keys, TimeSpan.FromMilliseconds(200));
            var arrived = sent.Where(_ => _random.NextDouble() >= loss)
                .SelectMany(packet => Enumerable.Repeat(packet, _random.NextDouble() < 0.2 ? 2 : 1)).ToList();

            // Whatever key has one packet left must be heard, and only once.
            var heard = new string([.. Receive(clockRate, arrived).Select(key => key.Key)]);

            Assert.Equal(new string([.. arrived.DistinctBy(packet => packet.Timestamp).Select(packet => packet.Event.Key!.Value)]), heard);
        }
    }

    [Fact]
    public void HearsSendersThatSetNoMarkerOrMoveTheTimestamp()
    {
        var sent = Send(8000, "44", TimeSpan.FromMilliseconds(100)).ToList();
        var noMarker = sent.Select(packet => packet with { Marker = false });
        var moving = sent.Select(packet => packet with { Timestamp = packet.Timestamp + (packet.Event.End ? 800u : packet.Event.Duration), Marker = false }).ToList();

        Assert.Equal(2, Receive(8000, noMarker).Count);
        Assert.Equal(2, Receive(8000, moving).Count);
    }

    [Fact]
    public void HearsASenderWhoseTimestampsBeganAnew()
    {
        var receiver = new DtmfReceiver(8000);
        var (one, two) = (new TelephoneEvent(1, true, 10, 800), new TelephoneEvent(2, true, 10, 800));

        Assert.True(receiver.Handle(one, 400_000, true, TimeSpan.Zero, out _));
        Assert.False(receiver.Handle(two, 390_000, true, TimeSpan.FromMilliseconds(40), out _));
        Assert.True(receiver.Handle(two, 160, true, TimeSpan.FromSeconds(5), out var key));
        Assert.Equal('2', key.Key);
    }

    [Fact]
    public void IgnoresEventsThatAreNoKeysAndShortPayloads()
    {
        var receiver = new DtmfReceiver(8000);

        Assert.False(receiver.Handle(new TelephoneEvent(16, true, 0, 100), 5, true, TimeSpan.Zero, out _));
        Assert.False(TelephoneEvent.TryRead([1, 2, 3], out _));
        Assert.Null(receiver.NextDeadline);
    }

    private static List<DtmfPacket> Send(int clockRate, string keys, TimeSpan duration)
    {
        var sender = new DtmfSender(clockRate);
        Assert.All(keys, key => Assert.True(sender.TryEnqueue(key, duration, Gap)));
        return Drain(sender, clockRate);
    }

    private static List<DtmfPacket> Drain(DtmfSender sender, int clockRate)
    {
        var sent = new List<DtmfPacket>();
        var packets = new DtmfPacket[DtmfSender.MaxPacketsPerTick];
        for (var timestamp = 1000u; sender.IsBusy; timestamp += (uint)clockRate / 50)
        {
            var count = sender.Tick(timestamp, clockRate / 50, packets);
            sent.AddRange(packets.AsSpan(0, count));
        }

        return sent;
    }

    private static List<ReceivedKey> Receive(int clockRate, IEnumerable<DtmfPacket> packets)
    {
        var receiver = new DtmfReceiver(clockRate);
        var keys = new List<ReceivedKey>();
        var now = TimeSpan.Zero;
        var payload = new byte[TelephoneEvent.Length];
        foreach (var packet in packets)
        {
            packet.Event.Write(payload);
            Assert.True(TelephoneEvent.TryRead(payload, out var read));
            Assert.Equal(packet.Event, read);
            now = TimeSpan.FromSeconds((packet.Timestamp + (double)packet.Event.Duration) / clockRate);
            if (receiver.Handle(read, packet.Timestamp, packet.Marker, now, out var key))
            {
                keys.Add(key);
            }
        }

        if (receiver.HandleDeadline(now + DtmfReceiver.Patience, out var last))
        {
            keys.Add(last);
        }

        return keys;
    }
}
