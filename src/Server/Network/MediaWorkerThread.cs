using System.Collections.Immutable;
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
    private readonly ILogger _logger;
    private readonly IWorkerSockets _sockets;
    private readonly MediaWorker _worker;
    private readonly Thread _thread;
    private readonly WorkQueue _queue;
    private readonly PhonePairs _pairs;
    private readonly ReadingTimes _readings;
    private readonly long _startedAt;
    private TimeSpan _idleAt;

    public MediaWorkerThread(MediaThreadOptions options, PhonePorts ports, WebRtcIdentity identity, Random random, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _startedAt = time.GetTimestamp();
        _sockets = LinuxSockets.IsSupported ? new LinuxSockets(options.MaxConnections) : new PlainSockets(options.MaxConnections);
        _queue = new WorkQueue(options.MaxQueuedCommands, _sockets.Wake);
        _pairs = new PhonePairs(options, ports, _sockets);
        _readings = new ReadingTimes(_sockets);
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
    public void Post(WorkerCommand command) => _queue.TryAdd(new WorkItem { Command = command });

    /// <summary>Has a command carried out; completes after its events were handed over. Any thread.</summary>
    public Task<CommandResult> SendAsync(WorkerCommand command)
    {
        var done = new TaskCompletionSource<CommandResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _queue.TryAdd(new WorkItem { Command = command, Done = done })
            ? done.Task
            : Task.FromResult(CommandResult.Refused(CommandRefusal.WorkerFull, "too many commands wait"));
    }

    /// <summary>Binds a port pair for a phone leg; null when the range is used up, or the room is closed. Without a leg, the pair is closed with the room. Any thread.</summary>
    public Task<PhoneSockets?> OpenPhoneSocketsAsync(string roomId)
    {
        var done = new TaskCompletionSource<PhoneSockets?>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _queue.TryAdd(new WorkItem { RoomId = roomId, Opened = done }) ? done.Task : Task.FromResult<PhoneSockets?>(null);
    }

    /// <summary>Closes a pair that no leg was made of, before its room closes. Any thread.</summary>
    public void ReleasePhoneSockets(PhoneSockets sockets) => _queue.TryAdd(new WorkItem { Release = sockets });

    /// <summary>Stops the thread and closes its sockets.</summary>
    public void Dispose()
    {
        _queue.Stop();
        if (_thread.IsAlive && _thread != Thread.CurrentThread)
        {
            _thread.Join();
        }

        _queue.End();
        _worker.Dispose();
        _sockets.Dispose();
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

    private void Run()
    {
        while (!_queue.IsStopping)
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

    private TimeSpan ReceiveFromPhones(TimeSpan now)
    {
        // What falls due while others are read is read as well: its mixes would step without it. Not for ever, for a worker with more to do than there is time.
        for (var i = 0; i < MixPhase.Count && _readings.TryTakeDue(now, out var phase); i++)
        {
            _sockets.ReceivePatient(phase, this);
            now = Now();
        }

        return now;
    }

    private TimeSpan WaitTime()
    {
        if (!_queue.IsEmpty)
        {
            return TimeSpan.Zero;
        }

        var due = _worker.NextDeadline;
        if (_readings.Next is { } reading && (due is null || reading < due))
        {
            due = reading;
        }

        var wait = due is { } until ? until - Now() : LongestWait;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }

    private void DrainQueue()
    {
        // Bounded, so that a flood of commands does not starve media.
        for (var i = 0; i < 256 && _queue.TryTake(out var item); i++)
        {
            try
            {
                CarryOut(item);
            }
            finally
            {
                // Nobody waits for ever for what failed.
                item.Refuse(CommandRefusal.Fault, "the server failed at this");
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
                _pairs.Use(pair.Rtp);
                if (!result.IsDone)
                {
                    _pairs.Close(pair.Rtp, pair.Rtcp); // no leg will ever say that it is closed
                }
            }

            item.Done?.TrySetResult(result);
        }
        else if (item.Release is { } sockets)
        {
            _pairs.Release(sockets);
        }
        else
        {
            item.Opened?.TrySetResult(_worker.PhaseOf(item.RoomId) is { } phase ? _pairs.Open(item.RoomId, phase) : null);
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
                _pairs.Close(closed.Rtp, closed.Rtcp);
            }
            else if (happened is RoomClosed)
            {
                _pairs.CloseUnused(happened.RoomId);
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

    private ImmutableArray<IPEndPoint> Candidates(int port) =>
        [.. (_options.WebRtcAddresses.Count > 0 ? _options.WebRtcAddresses : [_options.Listen]).Select(address => new IPEndPoint(address, port))];

    [LoggerMessage(1, LogLevel.Information, "{Command} for room {RoomId} refused: {Refusal} {Detail}")]
    private static partial void LogRefused(ILogger logger, string command, string roomId, CommandRefusal refusal, string detail);

    [LoggerMessage(2, LogLevel.Error, "a handler of {Event} failed")]
    private static partial void LogHandlerFault(ILogger logger, Exception fault, string @event);

    [LoggerMessage(3, LogLevel.Error, "a defect showed and ended the stay of {Participant} in room {RoomId}")]
    private static partial void LogFault(ILogger logger, Exception fault, string participant, string roomId);

    [LoggerMessage(4, LogLevel.Critical, "a defect showed in a media worker: its {Rooms} rooms are closed")]
    private static partial void LogWorkerFault(ILogger logger, Exception fault, int rooms);
}
