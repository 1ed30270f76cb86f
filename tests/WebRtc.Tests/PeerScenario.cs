using System.Net;
using Switchroom.TestKit;
using Switchroom.TestKit.Peers;
using Switchroom.WebRtc.Dtls;
using Switchroom.WebRtc.Ice;

namespace Switchroom.WebRtc.Tests;

/// <summary>A server with peers and test peers in virtual time.</summary>
internal sealed class PeerScenario : IDisposable
{
    private static readonly DtlsContext ServerContext = new(DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(50)));
    private static readonly DtlsContext ClientContext = new(DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(50)));

    private readonly List<TestPeer> _clients = [];
    private readonly int _seed;
    private int _added;

    internal PeerScenario(int seed = 1)
    {
        _seed = seed;
        Simulation = new Simulation(new VirtualNetwork(seed));
        Server = new TestPeerServer(Simulation.Network, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 7882));
        Simulation.Add(Server);
        Options = new PeerConnectionOptions
        {
            Dtls = ServerContext, Pool = Pool, Random = new Random(seed), Candidates = [new IceCandidate(Server.Address)], EstimateBandwidth = false,
        };
    }

    internal Simulation Simulation { get; }

    internal TestPeerServer Server { get; }

    internal DatagramPool Pool { get; } = new();

    internal PeerConnectionOptions Options { get; set; }

    internal TimeSpan Now => Simulation.Now;

    internal static DtlsContext ClientDtls => ClientContext;

    internal TestPeer AddClient()
    {
        var number = _added++;
        var address = new IPEndPoint(IPAddress.Parse($"198.51.100.{1 + (number % 250)}"), 40_000 + number);
        var client = new TestPeer(Simulation.Network, ClientContext, address, Server.Address, (_seed * 1000) + number);
        _clients.Add(client);
        Simulation.Add(client);
        return client;
    }

    internal void RemoveClient(TestPeer client)
    {
        Simulation.Remove(client);
        _clients.Remove(client);
        client.Dispose();
    }

    internal PeerConnection AddPeer()
    {
        var peer = new PeerConnection(Options, Now);
        Server.Add(peer);
        return peer;
    }

    /// <summary>The client offers, the peer answers, and both run until connected.</summary>
    internal (PeerConnection Peer, TestPeer Client) Publish(params TestMedia[] media)
    {
        var client = AddClient();
        var peer = AddPeer();
        var result = peer.HandleOffer(client.CreateOffer(media), Now);
        Assert.Equal("", result.Detail);
        client.HandleAnswer(result.Answer!, Now);
        Assert.True(RunUntil(() => client.Connected && peer.State == PeerState.Connected));
        return (peer, client);
    }

    /// <summary>The peer offers, the client answers.</summary>
    internal void Negotiate(PeerConnection peer, TestPeer client)
    {
        var answer = client.HandleOffer(peer.CreateOffer(false, Now), Now);
        Assert.Equal("", peer.HandleAnswer(answer, Now).Detail);
    }

    internal bool RunUntil(Func<bool> done, double seconds = 20) => Simulation.RunUntil(Now + TimeSpan.FromSeconds(seconds), done);

    internal void RunFor(double seconds) => Simulation.RunFor(TimeSpan.FromSeconds(seconds));

    public void Dispose()
    {
        Server.Dispose();
        _clients.ForEach(client => client.Dispose());
    }
}
