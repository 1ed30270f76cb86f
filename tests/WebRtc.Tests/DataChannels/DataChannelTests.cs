using System.Buffers.Binary;
using Switchroom.TestKit;
using Switchroom.TestKit.Peers;
using Switchroom.WebRtc.DataChannels;

namespace Switchroom.WebRtc.Tests.DataChannels;

public sealed class DataChannelTests
{
    private static readonly LinkProfile Bad = new()
    {
        Loss = 0.1, Delay = TimeSpan.FromMilliseconds(30), Jitter = TimeSpan.FromMilliseconds(40), Duplication = 0.05,
    };

    [Fact]
    public void CarriesMessagesBothWaysOnAChannelThatThePeerOpened()
    {
        using var scenario = new PeerScenario();
        var (peer, client, ours, theirs) = Open(scenario, new DataChannelOptions("_reliable", Protocol: "x"));
        Assert.Equal("x", ours.Options.Protocol);
        client.SendData(theirs, "to server"u8, false, scenario.Now);
        peer.SendData(ours, [1, 2, 3], true, scenario.Now);
        peer.SendData(ours, [], true, scenario.Now);
        Assert.True(scenario.RunUntil(() => Messages(client).Count == 2 && Messages(scenario).Count == 1));
        Assert.Equal("to server"u8.ToArray(), Messages(scenario)[0].Payload);
        Assert.False(Messages(scenario)[0].Binary);
        Assert.Equal([1, 2, 3], Messages(client)[0].Payload);
        Assert.Empty(Messages(client)[1].Payload);
        Assert.True(Messages(client)[1].Binary);
    }

    [Fact]
    public void OpensAChannelOfItsOwnBeforeTheConnectionExists()
    {
        using var scenario = new PeerScenario();
        var client = scenario.AddClient();
        var peer = scenario.AddPeer();
        var channel = peer.OpenDataChannel(new DataChannelOptions("_lossy", Ordered: false, MaxRetransmits: 0), scenario.Now);
        Assert.True(peer.NegotiationNeeded);
        scenario.Negotiate(peer, client);
        Assert.True(scenario.RunUntil(() => channel.IsOpen));
        Assert.Equal(1, channel.StreamId % 2);
        var opened = client.DataEvents.OfType<DataChannelOpened>().Single().Channel;
        Assert.Equal(new DataChannelOptions("_lossy", false, 0), opened.Options);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void DeliversEverythingInOrderOverABadPath(int seed)
    {
        using var scenario = new PeerScenario(seed);
        scenario.Simulation.Network.DefaultLink = Bad;
        var (peer, client, ours, theirs) = Open(scenario, new DataChannelOptions("_reliable"));
        var random = new Random(seed);
        var sent = Enumerable.Range(0, 300).Select(_ => Bytes(random, random.Next(1, 20_000))).ToList();
        var up = new Queue<byte[]>(sent);
        var down = new Queue<byte[]>(sent);
        for (var second = 0; second < 300 && (Messages(scenario).Count < 300 || Messages(client).Count < 300); second++)
        {
            Pump(up, payload => client.SendData(theirs, payload, true, scenario.Now));
            Pump(down, payload => peer.SendData(ours, payload, true, scenario.Now));
            scenario.RunFor(1);
        }

        Assert.Equal(sent, Messages(scenario).Select(message => message.Payload));
        Assert.Equal(sent, Messages(client).Select(message => message.Payload));
        Assert.True(scenario.RunUntil(() => peer.BufferedDataBytes == 0, 30), "all is acknowledged in the end");
    }

    [Fact]
    public void CarriesTheLargestMessageAndRefusesALargerOne()
    {
        using var scenario = new PeerScenario();
        scenario.Simulation.Network.DefaultLink = Bad;
        var (peer, client, ours, theirs) = Open(scenario, new DataChannelOptions("_reliable"));
        var largest = Bytes(new Random(1), 65_536);
        Assert.True(client.SendData(theirs, largest, true, scenario.Now));
        Assert.False(peer.SendData(ours, new byte[300_000], true, scenario.Now));
        Assert.True(scenario.RunUntil(() => Messages(scenario).Count == 1, 60));
        Assert.Equal(largest, Messages(scenario)[0].Payload);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LosesButNeverDuplicatesOrStallsOnALossyChannel(bool ordered)
    {
        using var scenario = new PeerScenario(5);
        scenario.Simulation.Network.DefaultLink = Bad with { Loss = 0.2 };
        var (peer, client, ours, _) = Open(scenario, new DataChannelOptions("_lossy", ordered, MaxRetransmits: 0));
        for (var i = 0; i < 500; i++)
        {
            var payload = new byte[1 + (i % 3 * 1500) + 4];
            BinaryPrimitives.WriteInt32BigEndian(payload, i);
            Assert.True(peer.SendData(ours, payload, true, scenario.Now));
            scenario.RunFor(0.02);
        }

        scenario.Simulation.Network.DefaultLink = LinkProfile.Clean;
        scenario.RunFor(10);
        peer.SendData(ours, [255, 255, 255, 255], true, scenario.Now);
        Assert.True(scenario.RunUntil(() => Messages(client).Any(message => message.Payload is [255, 255, 255, 255])));
        var numbers = Messages(client).Select(message => BinaryPrimitives.ReadInt32BigEndian(message.Payload)).Where(number => number >= 0).ToList();
        Assert.InRange(numbers.Count, 200, 490);
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
        if (ordered)
        {
            Assert.Equal(numbers.Order(), numbers);
        }

        Assert.True(scenario.RunUntil(() => peer.BufferedDataBytes == 0));
    }

    [Fact]
    public void GivesUpMessagesThatAreTooOld()
    {
        using var scenario = new PeerScenario(5);
        var (peer, client, ours, _) = Open(scenario, new DataChannelOptions("timed", MaxLifetime: TimeSpan.FromMilliseconds(200)));
        scenario.Simulation.Network.Drop = datagram => datagram[0] == 23;
        peer.SendData(ours, "late"u8, false, scenario.Now);
        scenario.RunFor(1);
        scenario.Simulation.Network.Drop = null;
        peer.SendData(ours, "fresh"u8, false, scenario.Now);
        Assert.True(scenario.RunUntil(() => Messages(client).Count > 0));
        Assert.Equal("fresh"u8.ToArray(), Messages(client)[0].Payload);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ClosesAChannelAndReusesNothingOfIt(bool byClient)
    {
        using var scenario = new PeerScenario();
        var (peer, client, ours, theirs) = Open(scenario, new DataChannelOptions("_reliable"));
        client.SendData(theirs, "before"u8, false, scenario.Now);
        if (byClient)
        {
            client.CloseDataChannel(theirs, scenario.Now);
        }
        else
        {
            Assert.True(scenario.RunUntil(() => Messages(scenario).Count == 1));
            peer.CloseDataChannel(ours, scenario.Now);
        }

        Assert.True(scenario.RunUntil(() => !ours.IsOpen && !theirs.IsOpen));
        Assert.Single(Messages(scenario));
        Assert.False(peer.SendData(ours, "after"u8, false, scenario.Now));
        var again = client.OpenDataChannel(new DataChannelOptions("again"), scenario.Now);
        Assert.True(scenario.RunUntil(() => again.IsOpen));
        client.SendData(again, "new"u8, false, scenario.Now);
        Assert.True(scenario.RunUntil(() => Messages(scenario).Count == 2));
        Assert.Equal("again", Messages(scenario)[1].Channel.Label);
    }

    [Fact]
    public void BoundsTheChannelsOfAPeer()
    {
        using var scenario = new PeerScenario();
        scenario.Options = scenario.Options with { MaxDataChannels = 5 };
        var (_, client) = scenario.Publish();
        for (var i = 0; i < 20; i++)
        {
            client.OpenDataChannel(new DataChannelOptions($"channel {i}"), scenario.Now);
        }

        scenario.RunFor(5);
        Assert.Equal(5, scenario.Server.Of<DataChannelOpened>().Count());
    }

    [Fact]
    public void RefusesToBufferWithoutBound()
    {
        using var scenario = new PeerScenario();
        var (peer, _, ours, _) = Open(scenario, new DataChannelOptions("_reliable"));
        scenario.Simulation.Network.Drop = _ => true;
        var accepted = 0;
        while (peer.SendData(ours, new byte[60_000], true, scenario.Now))
        {
            accepted++;
        }

        Assert.InRange(accepted, 50, 80);
    }

    private static (PeerConnection Peer, TestPeer Client, DataChannel Ours, DataChannel Theirs) Open(PeerScenario scenario, DataChannelOptions options)
    {
        var (peer, client) = scenario.Publish();
        var theirs = client.OpenDataChannel(options, scenario.Now);
        Assert.True(scenario.RunUntil(() => theirs.IsOpen && scenario.Server.Of<DataChannelOpened>().Any()));
        var ours = scenario.Server.Of<DataChannelOpened>().Single().Channel;
        Assert.Equal(options.Label, ours.Label);
        return (peer, client, ours, theirs);
    }

    private static void Pump(Queue<byte[]> waiting, Func<byte[], bool> send)
    {
        while (waiting.TryPeek(out var next) && send(next))
        {
            waiting.Dequeue();
        }
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static List<DataMessageReceived> Messages(TestPeer client) => [.. client.DataEvents.OfType<DataMessageReceived>()];

    private static List<DataMessageReceived> Messages(PeerScenario scenario) => [.. scenario.Server.Of<DataMessageReceived>()];
}
