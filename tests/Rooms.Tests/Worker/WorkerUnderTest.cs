using System.Net;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.TestKit;
using Switchroom.WebRtc.Dtls;

namespace Switchroom.Rooms.Tests.Worker;

/// <summary>A media worker at one address of a virtual network, with one open room and clients in it.</summary>
internal sealed class WorkerUnderTest : ISimulated, IDisposable
{
    public const string RoomId = "RM_test";
    internal static readonly IPEndPoint Address = new(IPAddress.Parse("10.0.0.1"), 7882);
    private static readonly SocketId Socket = new(1);

    private readonly WebRtcIdentity _identity = new(DateTimeOffset.UnixEpoch);
    private readonly DtlsContext _clientContext = new(DtlsCertificate.Create(DateTimeOffset.UnixEpoch));
    private readonly List<TestClient> _clients = [];
    private readonly Dictionary<SocketId, IPEndPoint> _phoneSockets = [];
    private int _nextClient;

    public WorkerUnderTest(int seed = 1, RoomConfig? config = null, Random? random = null, long startBitrate = 3_000_000)
    {
        Simulation = new Simulation(new VirtualNetwork(seed));
        Worker = new MediaWorker(
            new MediaWorkerOptions { WebRtcSocket = Socket, Identity = _identity, UdpCandidates = [Address], StartBitrate = startBitrate }, random ?? new Random(seed));
        Simulation.Network.Attach(Address, Receive);
        Simulation.Add(this);
        Must(new CreateRoom(config ?? new RoomConfig { RoomId = RoomId, Name = "test" }));
    }

    public Simulation Simulation { get; }

    public MediaWorker Worker { get; }

    public TimeSpan Now => Simulation.Now;

    /// <summary>Every event so far.</summary>
    public List<WorkerEvent> Events { get; } = [];

    /// <summary>Takes datagrams for the worker in its place.</summary>
    public Action<byte[], IPEndPoint>? Intercept { get; set; }

    public RoomSnapshot Room => Worker.Snapshots[RoomId];

    /// <summary>Nothing that is due is done before: the thread is kept from running. What arrives is stamped with its time all the same.</summary>
    public TimeSpan StalledUntil { get; set; }

    public TimeSpan? NextDeadline => Worker.NextDeadline is { } due && due < StalledUntil ? StalledUntil : Worker.NextDeadline;

    public IEnumerable<T> Of<T>()
        where T : WorkerEvent => Events.OfType<T>();

    public void Must(WorkerCommand command)
    {
        var result = Worker.Handle(command, Now);
        Drain(Now);
        Assert.Equal(CommandResult.Done, result);
    }

    /// <summary>A client that joined and connects; <see cref="Connect"/> waits for it.</summary>
    public TestClient Join(string id, Func<ParticipantProfile, ParticipantProfile>? change = null)
    {
        var number = ++_nextClient;
        var profile = new ParticipantProfile { Identity = id };
        profile = change is null ? profile : change(profile);
        var client = new TestClient(this, id, _clientContext, IPAddress.Parse($"10.1.{number / 250}.{1 + (number % 250)}"), Address, 1000 + number)
        {
            HasOneConnection = profile.SingleConnection,
        };
        _clients.Add(client);
        Simulation.Add(client.Subscriber);
        Simulation.Add(client.Publisher);
        Must(new Join(RoomId, id, profile));
        return client;
    }

    /// <summary>A phone that is called and answers.</summary>
    public TestPhone Call(string id, double tone, Func<ParticipantProfile, ParticipantProfile>? change = null, string roomId = RoomId)
    {
        var phone = new TestPhone(this, id, tone, ++_nextClient, roomId);
        (_phoneSockets[phone.Rtp], _phoneSockets[phone.Rtcp]) = (phone.ServerRtp, phone.ServerRtcp);
        Simulation.Network.Attach(phone.ServerRtp, (datagram, from, now) => Receive(phone.Rtp, datagram, from, now));
        Simulation.Network.Attach(phone.ServerRtcp, (datagram, from, now) => Receive(phone.Rtcp, datagram, from, now));
        Simulation.Add(phone);
        var profile = new ParticipantProfile { Identity = id, Kind = ParticipantKind.Sip };
        Must(new Join(roomId, id, change is null ? profile : change(profile)));
        phone.Answer();
        return phone;
    }

    public void Forget(TestClient client)
    {
        _clients.Remove(client);
        Simulation.Remove(client.Subscriber);
        Simulation.Remove(client.Publisher);
        client.Dispose();
    }

    public void RunUntil(Func<bool> done) => Assert.True(Simulation.RunUntil(Now + TimeSpan.FromSeconds(20), done), "not within 20 s of virtual time");

    public void HandleDeadline(TimeSpan now) => Worker.HandleDeadline(now);

    public void Drain(TimeSpan now)
    {
        bool any;
        do
        {
            any = false;
            while (Worker.TryTakeDatagram(out var datagram))
            {
                Simulation.Network.Send(_phoneSockets.GetValueOrDefault(datagram.Socket, Address), datagram.To, datagram.Bytes.Span, now);
            }

            while (Worker.TryTakeEvent(out var happened))
            {
                any = true;
                Events.Add(happened);
                if (happened is ParticipantEvent about)
                {
                    _clients.Find(client => client.Id == about.ParticipantId)?.Take(about, now);
                }
            }
        }
        while (any);
    }

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        Worker.Dispose();
        _identity.Dispose();
        _clientContext.Dispose();
    }

    private void Receive(ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now)
    {
        if (Intercept is { } intercept)
        {
            intercept(datagram.ToArray(), from);
            return;
        }

        Receive(Socket, datagram, from, now);
    }

    private void Receive(SocketId socket, ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now)
    {
        Worker.HandleDatagram(socket, datagram, from, now);
        Drain(now);
    }
}
