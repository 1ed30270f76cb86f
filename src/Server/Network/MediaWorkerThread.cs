using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network.Linux;

namespace Switchroom.Server.Network;

/// <summary>
/// The thread, sockets and clock of one <see cref="MediaWorker"/>. Other threads post commands; events go to one handler, called on
/// this thread, which must not block. A handler that throws is logged, and the worker goes on.
/// </summary>
internal sealed partial class MediaWorkerThread : IDatagramReceiver, IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly MediaThreadOptions _options;
    private readonly TimeProvider _time;
    private readonly PhonePorts _ports;
    private readonly ILogger _logger;
    private readonly IWorkerSockets _sockets;
    private readonly MediaWorker _worker;
    private readonly Thread _thread;
    private readonly ConcurrentQueue<WorkItem> _queue = new();
    private readonly Dictionary<SocketId, int> _phonePorts = [];
    private readonly Dictionary<SocketId, (string RoomId, SocketId Rtcp)> _unusedPairs = [];
    private readonly Lock _ending = new();
    private readonly long _startedAt;
    private TimeSpan _idleAt;
    private TimeSpan _nextPhones;
    private int _queued;
    private volatile bool _stopping;
    private bool _ended;

    public MediaWorkerThread(MediaThreadOptions options, PhonePorts ports, WebRtcIdentity identity, Random random, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _ports = ports;
        _logger = logger;
        _startedAt = time.GetTimestamp();
        _sockets = LinuxSockets.IsSupported ? new LinuxSockets(options.MaxConnections) : new PlainSockets(options.MaxConnections);
        var (udp, bound) = BindShared();
        LocalEndPoint = bound;
        _worker = new MediaWorker(new MediaWorkerOptions
        {
            WebRtcSocket = udp,
            Identity = identity,
            WallClockAtZero = time.GetUtcNow(),
            UdpCandidates = options.Udp ? Candidates(bound.Port) : [],
            TcpCandidates = options.Tcp ? Candidates(bound.Port) : [],
        }, random);
        _thread = new Thread(Run) { IsBackground = true, Name = $"media worker {bound.Port}" };
    }

    /// <summary>The UDP address browsers use.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Gets every event, in order, on the worker's thread. Set before <see cref="Start"/>.</summary>
    public Action<WorkerEvent> EventHandler { get; set; } = _ => { };

    /// <summary>The rooms; readable on any thread.</summary>
    public IReadOnlyDictionary<string, RoomSnapshot> Snapshots => _worker.Snapshots;

    /// <summary>What the worker counted; other threads read it a little late.</summary>
    public WorkerCounters Work => _worker.Counters;

    /// <summary>What the thread counted.</summary>
    public MediaThreadCounters Counters { get; } = new();

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Has a command carried out, without waiting; a refusal is logged. Any thread.</summary>
    public void Post(WorkerCommand command) => Enqueue(new WorkItem(command, null, null));

    /// <summary>Has a command carried out; completes after its events were handed over. Any thread.</summary>
    public Task<CommandResult> SendAsync(WorkerCommand command)
    {
        var done = new TaskCompletionSource<CommandResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        return Enqueue(new WorkItem(command, done, null))
            ? done.Task
            : Task.FromResult(CommandResult.Refused(CommandRefusal.WorkerFull, "too many commands wait"));
    }

    /// <summary>Binds a port pair for a phone leg; null when the range is used up, or the room is closed. Without a leg, the pair is closed with the room. Any thread.</summary>
    public Task<PhoneSockets?> OpenPhoneSocketsAsync(string roomId)
    {
        var done = new TaskCompletionSource<PhoneSockets?>(TaskCreationOptions.RunContinuationsAsynchronously);
        return Enqueue(new WorkItem(null, null, done) { RoomId = roomId }) ? done.Task : Task.FromResult<PhoneSockets?>(null);
    }

    /// <summary>Closes a pair that no leg was made of, before its room closes. Any thread.</summary>
    public void ReleasePhoneSockets(PhoneSockets sockets) => Enqueue(new WorkItem(null, null, null) { Release = sockets });

    /// <summary>Stops the thread and closes its sockets.</summary>
    public void Dispose()
    {
        _stopping = true;
        _sockets.Wake();
        if (_thread.IsAlive && _thread != Thread.CurrentThread)
        {
            _thread.Join();
        }

        // From here on nobody wakes the sockets: their descriptors' numbers are soon somebody else's.
        lock (_ending)
        {
            _ended = true;
        }

        _worker.Dispose();
        _sockets.Dispose();
        RefuseQueue();
    }

    void IDatagramReceiver.Received(SocketId socket, ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan waited)
    {
        Counters.DatagramsReceived++;
        var now = Now();
        _worker.HandleDatagram(socket, datagram, from, now, now - waited);
        Drain();
    }

    void IDatagramReceiver.Closed(SocketId connection)
    {
        _worker.HandleConnectionClosed(connection, Now());
        Drain();
    }

    private TimeSpan Now() => _time.GetElapsedTime(_startedAt);

    private bool Enqueue(WorkItem item)
    {
        if (_stopping || Interlocked.Increment(ref _queued) > _options.MaxQueuedCommands)
        {
            Interlocked.Decrement(ref _queued);
            return false;
        }

        _queue.Enqueue(item);
        lock (_ending)
        {
            if (!_ended)
            {
                _sockets.Wake();
                return true;
            }
        }

        RefuseQueue();
        return true;
    }

    private void RefuseQueue()
    {
        while (_queue.TryDequeue(out var item))
        {
            Refuse(item, CommandRefusal.NoSuchRoom, "the server stops");
        }
    }

    private static void Refuse(WorkItem item, CommandRefusal refusal, string detail)
    {
        item.Done?.TrySetResult(CommandResult.Refused(refusal, detail));
        item.Opened?.TrySetResult(null);
    }

    private void Run()
    {
        while (!_stopping)
        {
            try
            {
                Turn();
            }
#pragma warning disable CA1031 // other workers' rooms and all of SIP must not end with this worker's; the fault is logged, and nothing of it goes on
            catch (Exception fault)
#pragma warning restore CA1031
            {
                CloseRooms(fault);
            }
        }
    }

    private void Turn()
    {
        DrainQueue();
        var now = ReceiveFromPhones(Now());
        if (_worker.NextDeadline is { } due && due <= now)
        {
            Counters.CountDeadline(now - due);
            _worker.HandleDeadline(now);
            Drain();
        }

        if (now >= _idleAt)
        {
            _idleAt = now + LongestWait;
            _sockets.CloseIdle(now, this);
        }

        _sockets.Flush();
        _sockets.Receive(WaitTime(), this);
    }

    /// <summary>
    /// An exception that the worker did not contain: of what its rooms are in now, nothing is known. They close, and who was in them is told. Should
    /// that fail as well, the process ends: the next start hangs up what is left.
    /// </summary>
    private void CloseRooms(Exception fault)
    {
        Counters.Faults++;
        LogWorkerFault(_logger, fault, _worker.Snapshots.Count);
        _worker.CloseRooms(Now());
        Drain();
    }

    // Nothing that phones send is of use before the next step of the mixes: a wake for each packet would cost more than the packet.
    private TimeSpan ReceiveFromPhones(TimeSpan now)
    {
        if (now < _nextPhones || !_sockets.HasPatient)
        {
            return now;
        }

        _nextPhones = MediaWorker.PhoneTick * ((now.Ticks / MediaWorker.PhoneTick.Ticks) + 1);
        _sockets.ReceivePatient(this);
        return Now();
    }

    private TimeSpan WaitTime()
    {
        if (!_queue.IsEmpty)
        {
            return TimeSpan.Zero;
        }

        var due = _worker.NextDeadline;
        if (_sockets.HasPatient && (due is null || _nextPhones < due))
        {
            due = _nextPhones;
        }

        var wait = due is { } until ? until - Now() : LongestWait;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }

    private void DrainQueue()
    {
        // Bounded, so that a flood of commands does not starve media.
        for (var i = 0; i < 256 && _queue.TryDequeue(out var item); i++)
        {
            Interlocked.Decrement(ref _queued);
            try
            {
                CarryOut(item);
            }
            finally
            {
                // Nobody waits for ever for what failed.
                Refuse(item, CommandRefusal.Fault, "the server failed at this");
            }
        }
    }

    private void CarryOut(WorkItem item)
    {
        if (item.Command is { } command)
        {
            var result = _worker.Handle(command, Now());
            Drain();
            if (item.Done is null && !result.IsDone)
            {
                LogRefused(_logger, command.GetType().Name, command.RoomId, result.Refusal!.Value, result.Detail);
            }

            if (command is AddPhoneLeg { Options: var pair })
            {
                _unusedPairs.Remove(pair.Rtp);
                if (!result.IsDone)
                {
                    ClosePair(pair.Rtp, pair.Rtcp); // no leg will ever say that it is closed
                }
            }

            item.Done?.TrySetResult(result);
        }
        else if (item.Release is { } sockets)
        {
            if (_phonePorts.GetValueOrDefault(sockets.Rtp) == sockets.Advertised.Port) // else the pair is another worker's
            {
                ClosePair(sockets.Rtp, sockets.Rtcp);
            }
        }
        else
        {
            item.Opened?.TrySetResult(OpenPair(item.RoomId));
        }
    }

    private void Drain()
    {
        while (_worker.TryTakeDatagram(out var datagram))
        {
            Counters.DatagramsSent++;
            _sockets.Send(datagram.Socket, datagram.To, datagram.Bytes.Span);
        }

        while (_worker.TryTakeEvent(out var happened))
        {
            if (happened is PhoneLegClosed closed)
            {
                ClosePair(closed.Rtp, closed.Rtcp);
            }
            else if (happened is RoomClosed)
            {
                CloseUnusedPairs(happened.RoomId);
            }
            else if (happened is FaultContained fault)
            {
                LogFault(_logger, fault.Exception, fault.ParticipantId ?? "everybody", fault.RoomId);
            }

            Deliver(happened);
        }
    }

    private void Deliver(WorkerEvent happened)
    {
        try
        {
            EventHandler(happened);
        }
#pragma warning disable CA1031 // one faulty handler must not end the calls of everybody else; the fault is logged
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogHandlerFault(_logger, fault, happened.GetType().Name);
        }
    }

    private (SocketId Udp, IPEndPoint Bound) BindShared()
    {
        for (var attempt = 1; ; attempt++)
        {
            var udp = _sockets.BindUdp(new IPEndPoint(_options.Listen, _options.WebRtcPort), _options.SocketBuffer, out var bound);
            try
            {
                if (_options.Tcp)
                {
                    _sockets.ListenTcp(bound, out _);
                }

                return (udp, bound);
            }
            catch (SocketException) when (_options.WebRtcPort == 0 && attempt < 16)
            {
                // The system chose a UDP port whose number is taken over TCP: let it choose again.
                _sockets.Close(udp);
            }
        }
    }

    private System.Collections.Immutable.ImmutableArray<IPEndPoint> Candidates(int port) =>
        [.. (_options.WebRtcAddresses.Count > 0 ? _options.WebRtcAddresses : [_options.Listen]).Select(address => new IPEndPoint(address, port))];

    private PhoneSockets? OpenPair(string roomId)
    {
        if (!_worker.Snapshots.ContainsKey(roomId))
        {
            return null;
        }

        // A port of the range may be held by another program: the pair is given back to rest, and the next one tried.
        for (var attempt = 0; attempt < 16 && _ports.TryTake(out var port); attempt++)
        {
            if (TryBind(port.Value) is { } rtp)
            {
                if (TryBind(port.Value + 1) is { } rtcp)
                {
                    _phonePorts[rtp] = port.Value;
                    _unusedPairs[rtp] = (roomId, rtcp);
                    return new PhoneSockets(rtp, rtcp, new IPEndPoint(_options.PhoneAddress ?? _options.Listen, port.Value));
                }

                _sockets.Close(rtp);
            }

            _ports.Return(port.Value);
        }

        return null;
    }

    private SocketId? TryBind(int port)
    {
        try
        {
            return _sockets.BindUdp(new IPEndPoint(_options.Listen, port), _options.PhoneSocketBuffer, out _, isPatient: true);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private void CloseUnusedPairs(string roomId)
    {
        foreach (var (rtp, (_, rtcp)) in _unusedPairs.Where(pair => pair.Value.RoomId == roomId).ToList())
        {
            ClosePair(rtp, rtcp);
        }
    }

    private void ClosePair(SocketId rtp, SocketId rtcp)
    {
        _unusedPairs.Remove(rtp);
        _sockets.Close(rtp);
        _sockets.Close(rtcp);
        if (_phonePorts.Remove(rtp, out var port))
        {
            _ports.Return(port);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Command} for room {RoomId} refused: {Refusal} {Detail}")]
    private static partial void LogRefused(ILogger logger, string command, string roomId, CommandRefusal refusal, string detail);

    [LoggerMessage(2, LogLevel.Error, "a handler of {Event} failed")]
    private static partial void LogHandlerFault(ILogger logger, Exception fault, string @event);

    [LoggerMessage(3, LogLevel.Error, "a defect showed and ended the stay of {Participant} in room {RoomId}")]
    private static partial void LogFault(ILogger logger, Exception fault, string participant, string roomId);

    [LoggerMessage(4, LogLevel.Critical, "a defect showed in a media worker: its {Rooms} rooms are closed")]
    private static partial void LogWorkerFault(ILogger logger, Exception fault, int rooms);

    private sealed record WorkItem(WorkerCommand? Command, TaskCompletionSource<CommandResult>? Done, TaskCompletionSource<PhoneSockets?>? Opened)
    {
        public PhoneSockets? Release { get; init; }

        public string RoomId { get; init; } = "";
    }
}
