using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;
using Switchroom.TestKit.Peers;
using Switchroom.WebRtc.Dtls;

namespace Switchroom.Benchmarks.Forwarding;

/// <summary>A real media worker's thread with its sockets, and clients on loopback that this thread plays.</summary>
internal sealed class LoopbackRooms : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongStep = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromSeconds(2);

    private readonly WebRtcIdentity _identity = new(DateTimeOffset.UtcNow);
    private readonly DtlsContext _clientContext = new(DtlsCertificate.Create(DateTimeOffset.UtcNow));
    private readonly MediaWorkerThread _thread;
    private readonly ConcurrentQueue<ParticipantEvent> _events = new();
    private readonly Dictionary<string, LoopbackClient> _clients = [];
    private (long Taken, long Offered, long Arrived, long Returned) _settled;
    private volatile int _threadId;

    public LoopbackRooms()
    {
        var options = new MediaThreadOptions { Listen = IPAddress.Loopback, Tcp = false };
        _thread = new MediaWorkerThread(options, new PhonePorts(0, 0, new Random(1), Clock, TimeSpan.Zero), _identity, new Random(1), Clock, NullLogger.Instance)
        {
            EventHandler = Take,
        };
        Server = _thread.LocalEndPoint;
        Network = new LoopbackNetwork(Server, Clock);
        _thread.Start();
    }

    public IPEndPoint Server { get; }

    public LoopbackNetwork Network { get; }

    public BenchClock Clock { get; } = new();

    /// <summary>Datagrams that the worker took and sent.</summary>
    public (long Received, long Sent) Traffic => (_thread.Counters.DatagramsReceived, _thread.Counters.DatagramsSent);

    /// <summary>CPU time that the worker's thread has used.</summary>
    public TimeSpan Cpu => ThreadClock.Of(_threadId).Used;

    public IReadOnlyCollection<LoopbackClient> Clients => _clients.Values;

    public void Post(WorkerCommand command) => _thread.Post(command);

    public void OpenRoom(string roomId) => Post(new CreateRoom(new RoomConfig { RoomId = roomId, Name = roomId, MaxParticipants = 0 }));

    /// <summary>A client that begins to join.</summary>
    public LoopbackClient Join(string roomId, string id, params TestMedia[] media)
    {
        var client = _clients[id] = new LoopbackClient(this, roomId, id, _clientContext, media);
        client.Join();
        return client;
    }

    /// <summary>Runs the clients, while time passes at most as fast as it really does.</summary>
    public void RunUntil(Func<bool> done, string what)
    {
        for (var until = Clock.Now + Patience; !done(); Clock.Advance(Step))
        {
            if (Clock.Now > until)
            {
                throw new InvalidOperationException($"not within {Patience}: {what}");
            }

            Turn();
        }
    }

    public void RunFor(TimeSpan duration)
    {
        var until = Clock.Now + duration;
        RunUntil(() => Clock.Now >= until, "time passes");
    }

    /// <summary>What is under way now does not count for <see cref="StepTogether"/>.</summary>
    public void Settle(Func<(long Received, long Sent)> traffic)
    {
        var (taken, returned) = traffic();
        _settled = (taken, Network.Sent, Network.Received, returned);
    }

    /// <summary>Time passes by one step, once all that was sent before has arrived and been answered.</summary>
    public void StepTogether(Func<(long Received, long Sent)> traffic)
    {
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < SettlesWithin;)
        {
            Turn();
            var (receivedNow, sentNow) = traffic();
            if (receivedNow - _settled.Taken >= Network.Sent - _settled.Offered && Network.Received - _settled.Arrived >= sentNow - _settled.Returned)
            {
                break;
            }
        }

        Settle(traffic);
        Clock.Advance(LongStep);
    }

    /// <summary>The clients fall silent and are forgotten, the worker does not know it yet.</summary>
    public void AbandonClients()
    {
        Network.Clear();
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        _clients.Clear();
        _events.Clear();
    }

    public void Dispose()
    {
        _thread.Dispose();
        AbandonClients();
        Network.Dispose();
        _clientContext.Dispose();
        _identity.Dispose();
    }

    private void Turn()
    {
        while (_events.TryDequeue(out var happened))
        {
            if (_clients.TryGetValue(happened.ParticipantId, out var client))
            {
                client.Take(happened, Network.Now);
            }
        }

        Network.Turn(Step);
    }

    private void Take(WorkerEvent happened)
    {
        if (_threadId == 0)
        {
            _threadId = ThreadClock.CurrentThread;
        }

        if (happened is SubscriberOffer or PublisherAnswer)
        {
            _events.Enqueue((ParticipantEvent)happened);
        }
    }
}
