using System.Net;
using Switchroom.TestKit;
using Switchroom.TestKit.Peers;
using Switchroom.WebRtc.DataChannels;
using Switchroom.WebRtc.Dtls;

namespace Switchroom.WebRtc.Tests;

public sealed class ConnectionTests
{
    private static readonly TestMedia Audio = new("0", "audio", 1000);

    [Fact]
    public void APeerWhosePathIsGoneWaitsForAnotherWithoutBeingAskedAllTheTime()
    {
        using var scenario = new PeerScenario();
        scenario.Options = scenario.Options with { EstimateBandwidth = true };
        var (peer, _) = scenario.Publish(new TestMedia("0", "audio", 1111));
        scenario.RunFor(5);
        var now = scenario.Now;

        // As an ICE-TCP connection that broke.
        peer.HandlePathClosed(peer.SelectedPath!.Value, now);

        while (peer.State != PeerState.Failed)
        {
            var due = peer.NextDeadline!.Value;
            now = due > now ? due : now;
            peer.HandleDeadline(now);
            Assert.True(peer.NextDeadline is not { } next || next > now, $"{peer.State}: due at {peer.NextDeadline} still, at {now}");
        }
    }

    [Fact]
    public void ConnectsOverACleanPath()
    {
        using var scenario = new PeerScenario();
        var (peer, client) = scenario.Publish(Audio);
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
        var (_, client) = scenario.Publish(Audio);
        var channel = client.OpenDataChannel(new DataChannelOptions("_reliable"), scenario.Now);
        Assert.True(scenario.RunUntil(() => channel.IsOpen, 60));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void SurvivesTheLossOfEachSingleDatagramOfTheHandshake(int lost)
    {
        using var scenario = new PeerScenario();
        var client = scenario.AddClient();
        var peer = scenario.AddPeer();
        var result = peer.HandleOffer(client.CreateOffer([Audio]), scenario.Now);
        var count = 0;
        scenario.Simulation.Network.Drop = datagram => datagram[0] is >= 20 and < 64 && count++ == lost;
        client.HandleAnswer(result.Answer!, scenario.Now);
        var channel = client.OpenDataChannel(new DataChannelOptions("_reliable"), scenario.Now);
        Assert.True(scenario.RunUntil(() => client.Connected && peer.State == PeerState.Connected && channel.IsOpen, 10));
    }

    [Fact]
    public void FollowsAPeerToAnotherAddress()
    {
        using var scenario = new PeerScenario();
        var (peer, client) = scenario.Publish(Audio);
        var channel = client.OpenDataChannel(new DataChannelOptions("_reliable"), scenario.Now);
        Assert.True(scenario.RunUntil(() => channel.IsOpen));
        client.MoveTo(new IPEndPoint(IPAddress.Parse("203.0.113.99"), 1234), scenario.Now);
        client.SendData(channel, "moved"u8, false, scenario.Now);
        Assert.True(scenario.RunUntil(() => scenario.Server.Of<DataMessageReceived>().Any()));
        Assert.Equal(client.Address, peer.SelectedPath!.Value.Remote);
        scenario.RunFor(40);
        Assert.Equal(1, scenario.Server.RoutedAddresses);
        Assert.Equal(PeerState.Connected, peer.State);
    }

    [Fact]
    public void CountsAsDisconnectedWithoutChecksAndComesBack()
    {
        using var scenario = new PeerScenario();
        var (peer, client) = scenario.Publish(Audio);
        client.Checks = false;
        Assert.True(scenario.RunUntil(() => peer.State == PeerState.Disconnected, 12));
        client.Checks = true;
        Assert.True(scenario.RunUntil(() => peer.State == PeerState.Connected, 5));
    }

    [Fact]
    public void FailsWhenConsentDoesNotComeBack()
    {
        using var scenario = new PeerScenario();
        var (peer, client) = scenario.Publish(Audio);
        client.Checks = false;
        Assert.True(scenario.RunUntil(() => peer.State == PeerState.Failed, 60));
        Assert.Equal(PeerFailure.ConsentExpired, scenario.Server.Of<PeerFailed>().Single().Reason);
        Assert.Equal(0, scenario.Server.RoutedAddresses);
        Assert.Null(peer.NextDeadline);
    }

    [Fact]
    public void FailsWhenNoCheckComes()
    {
        using var scenario = new PeerScenario();
        var client = scenario.AddClient();
        var peer = scenario.AddPeer();
        peer.HandleOffer(client.CreateOffer([Audio]), scenario.Now);
        Assert.True(scenario.RunUntil(() => peer.State == PeerState.Failed, 60));
        Assert.Equal(PeerFailure.IceTimeout, scenario.Server.Of<PeerFailed>().Single().Reason);
    }

    [Fact]
    public void FailsWhenTheHandshakeNeverFinishes()
    {
        using var scenario = new PeerScenario();
        scenario.Simulation.Network.Drop = datagram => datagram[0] is >= 20 and < 64;
        var client = scenario.AddClient();
        var peer = scenario.AddPeer();
        client.HandleAnswer(peer.HandleOffer(client.CreateOffer([Audio]), scenario.Now).Answer!, scenario.Now);
        Assert.True(scenario.RunUntil(() => peer.State == PeerState.Failed, 60));
        Assert.Equal(PeerFailure.DtlsTimeout, scenario.Server.Of<PeerFailed>().Single().Reason);
    }

    [Fact]
    public void RefusesACertificateThatWasNotAnnounced()
    {
        using var scenario = new PeerScenario();
        var client = scenario.AddClient();
        client.AnnouncedFingerprint = string.Join(':', Enumerable.Repeat("AB", 32));
        var peer = scenario.AddPeer();
        client.HandleAnswer(peer.HandleOffer(client.CreateOffer([Audio]), scenario.Now).Answer!, scenario.Now);
        Assert.True(scenario.RunUntil(() => peer.State == PeerState.Failed, 60));
        Assert.Equal(PeerFailure.FingerprintMismatch, scenario.Server.Of<PeerFailed>().Single().Reason);
    }

    [Fact]
    public void TakesNothingButChecksFromAnUnprovenAddress()
    {
        using var scenario = new PeerScenario();
        var (peer, client) = scenario.Publish(Audio);
        var stranger = new TransportPath(1, new IPEndPoint(IPAddress.Parse("203.0.113.5"), 5));
        peer.HandleDatagram([22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], stranger, scenario.Now);
        peer.HandleDatagram([21, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40], stranger, scenario.Now);
        peer.HandleDatagram(new byte[100], stranger, scenario.Now);
        Assert.False(peer.TryTakeDatagram(out _));
        Assert.Equal(PeerState.Connected, peer.State);
        Assert.True(client.Connected);
    }

    [Fact]
    public void EndsWhenThePeerSaysCloseNotify()
    {
        using var scenario = new PeerScenario();
        var (peer, client) = scenario.Publish(Audio);
        client.Close(scenario.Now);
        Assert.True(scenario.RunUntil(() => peer.State == PeerState.Closed));
        Assert.Equal(0, scenario.Server.RoutedAddresses);
    }

    [Fact]
    public void SaysCloseNotifyWhenClosed()
    {
        using var scenario = new PeerScenario();
        var (peer, client) = scenario.Publish(Audio);
        peer.Close(scenario.Now);
        Assert.True(scenario.RunUntil(() => client.SecurityState == DtlsState.Closed));
        Assert.Equal(PeerState.Closed, peer.State);
    }

    [Fact]
    public void RestartsIceWithoutANewHandshake()
    {
        using var scenario = new PeerScenario();
        var (peer, client) = scenario.Publish(Audio);
        var before = peer.LocalUfrag;
        client.RestartIce();
        var result = peer.HandleOffer(client.CreateOffer([Audio]), scenario.Now);
        Assert.NotEqual(before, peer.LocalUfrag);
        scenario.Server.Add(peer);
        client.MoveTo(new IPEndPoint(IPAddress.Parse("203.0.113.50"), 777), scenario.Now);
        client.HandleAnswer(result.Answer!, scenario.Now);
        Assert.True(scenario.RunUntil(() => peer.SelectedPath?.Remote.Port == 777));
        Assert.Equal(PeerState.Connected, peer.State);
        scenario.RunFor(30);
        Assert.Equal(PeerState.Connected, peer.State);
    }
}
