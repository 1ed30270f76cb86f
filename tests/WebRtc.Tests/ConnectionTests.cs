using Switchroom.TestKit;
using Switchroom.TestKit.Peers;
using Switchroom.WebRtc.DataChannels;

namespace Switchroom.WebRtc.Tests;

public sealed class ConnectionTests
{
    [Fact]
    public void ConnectsOverACleanPath()
    {
        using var scenario = new PeerScenario();
        var (peer, client) = scenario.Publish(new TestMedia("0", "audio", 1000));
        Assert.Equal(PeerState.Connected, peer.State);
        Assert.True(scenario.Now < TimeSpan.FromSeconds(0.2), scenario.Now.ToString());
        Assert.Equal(client.Address, peer.SelectedPath!.Value.Remote);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void ConnectsThroughHeavyLossAndReordering(int seed)
    {
        using var scenario = new PeerScenario(seed);
        scenario.Simulation.Network.DefaultLink = new LinkProfile
        {
            Loss = 0.3, Delay = TimeSpan.FromMilliseconds(40), Jitter = TimeSpan.FromMilliseconds(60), Duplication = 0.1,
        };
        var (_, client) = scenario.Publish(new TestMedia("0", "audio", 1000));
        var channel = client.OpenDataChannel(new DataChannelOptions("_reliable"), scenario.Now);
        Assert.True(scenario.RunUntil(() => channel.IsOpen, 60));
    }
}
