using System.Collections.Concurrent;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Api;
using Switchroom.Server.Events;
using Switchroom.Server.Network;
using Switchroom.Server.Phone.Transfers;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;
using Switchroom.Sip;
using Switchroom.Sip.Calls;

namespace Switchroom.Server.Phone;

/// <summary>
/// Runs all dial-outs of this process, one input after the other on one task: what SIP, the rooms, the API and the clock say goes into an inbox, and
/// nothing else touches a <see cref="CallSession"/>.
/// </summary>
internal sealed partial class CallControl(
    RoomDirectory rooms, ISipLine sip, EventJournal journal, DialOutSettings limits, TimeProvider clock, ILogger<CallControl> log) : BackgroundService
{
    /// <summary>How long a clean stop waits for far ends to confirm that their calls are over: four times a BYE is sent within it.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(6);

    /// <summary>How long an ended call is kept for the last figures of its media.</summary>
    private static readonly TimeSpan LastFiguresPatience = TimeSpan.FromSeconds(2);

    private readonly CallInbox _inbox = new(clock, log);
    private readonly ConcurrentDictionary<string, CallSession> _sessions = new();
    private readonly ConcurrentDictionary<CallKey, CallSession> _attempts = new();
    private readonly Dictionary<string, IdleTimer> _idle = [];
    private readonly CallDeadlines _deadlines = new();
    private readonly long _start = clock.GetTimestamp();
    private bool _stopping;
    private bool _finished;

    /// <summary>Monotonic time of this object.</summary>
    public TimeSpan Now => clock.GetElapsedTime(_start);

    public DateTimeOffset WallNow => clock.GetUtcNow();

    /// <summary>Calls that are not over, with their load on keys, rooms and trunks.</summary>
    public CallLoad Load { get; } = new();

    /// <summary>Calls that are not over, and those that just ended.</summary>
    public int Count => _sessions.Count;

    /// <summary>Runs something on the inbox's task and hands its result back.</summary>
    public Task<T> AskAsync<T>(Func<T> question) => _inbox.AskAsync(question);

    /// <summary>Takes a call on; <see cref="BeginAsync"/> follows, or <see cref="ReleaseAsync"/>. Else says why not: a limit, or the server stops.</summary>
    public Task<ApiError?> ReserveAsync(CallSetup setup) => AskAsync(() =>
    {
        if (_stopping)
        {
            return ApiError.Unavailable("the server is stopping");
        }

        if (CallLimits.Problem(setup, Load, limits, Now, out var route) is { } problem)
        {
            return problem;
        }

        _sessions[setup.Facts.SessionId] = new CallSession(setup, this, WallNow);
        Load.Add(setup, route, Now);
        return null;
    });

    /// <summary>Gives a reserved call up before it began.</summary>
    public Task ReleaseAsync(string sessionId) => AskAsync(() => Remove(sessionId));

    /// <summary>Lets a reserved call begin: its media leg is made, the INVITE follows from the leg's offer. Null when it was stopped meanwhile; <see cref="ReleaseAsync"/> follows then.</summary>
    public Task<CallSession?> BeginAsync(string sessionId, AddPhoneLeg leg) => AskAsync(() =>
    {
        if (!_sessions.TryGetValue(sessionId, out var session))
        {
            return null;
        }

        if (session.IsOver)
        {
            Record(session, happened: null); // it was told as ended, perhaps before there was a row to say so
            return null;
        }

        session.HasBegun = true;
        _idle[sessionId] = new IdleTimer(session.Setup.Idle);
        LookAtRoom(session.Setup.RoomId);
        Watch(leg, detail =>
        {
            rooms.ReleasePhoneSockets(leg.RoomId, new(leg.Options.Rtp, leg.Options.Rtcp, leg.Options.Advertised));
            session.Handle(new CallInput.MediaFailed(detail));
        });
        return session;
    });

    /// <summary>
    /// Moves an answered call into another room, where <paramref name="leg"/> was reserved for it: its far end is offered that leg's media by a re-INVITE.
    /// Null when it moved, else why not; then it is where it was, and the leg is the caller's to give back.
    /// </summary>
    public async Task<string?> MoveAsync(string fromId, string toId, AddPhoneLeg leg) => await await AskAsync(() =>
    {
        if (!_sessions.TryGetValue(toId, out var to))
        {
            return Task.FromResult<string?>("the server is stopping");
        }

        if (!_sessions.TryGetValue(fromId, out var from) || from.IsOver || !from.Leg.WasAnswered || from.Transfer.Move is not null)
        {
            return Task.FromResult<string?>("the call is over, or moves already");
        }

        var move = new CallMove(from, to, this);
        move.Begin(leg);
        return move.Done;
    });

    /// <summary>Ends a call; false where there is none of that id in that room.</summary>
    public Task<bool> StopCallAsync(string room, string sessionId, string by) => AskAsync(() =>
    {
        if (Find(room, sessionId) is not { } session)
        {
            return false;
        }

        session.Handle(new CallInput.Stop(by));
        return true;
    });

    /// <summary>The call of that id in that room that is not over.</summary>
    public CallSession? Find(string room, string sessionId) =>
        _sessions.TryGetValue(sessionId, out var session) && session.Setup.Facts.Room == room && !session.IsOver ? session : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var fromSip = sip.Subscribe(OnSip);
        using var fromRooms = rooms.Subscribe(OnRooms);
        using var onStop = stoppingToken.Register(() => _inbox.Post(BeginStop));
        while (!_finished)
        {
            await _inbox.WaitAsync(_deadlines.Next is { } due ? Max(due - Now, TimeSpan.Zero) : Timeout.InfiniteTimeSpan);
            _inbox.RunAll();
            RunDeadlines();
        }

        _inbox.Close();
    }

    internal void Post(SipCommand command) => sip.Post(command);

    internal Task<CommandResult> AskMediaAsync(WorkerCommand command) => rooms.SendAsync(command);

    internal void Send(WorkerCommand command) => rooms.Post(command);

    /// <summary>Sends a command without which the call cannot go on: a refusal is a failure of its media.</summary>
    internal void SendMedia(CallSession session, WorkerCommand command) =>
        Watch(command, detail => session.Handle(new CallInput.MediaFailed(detail)));

    internal void SendOrElse(WorkerCommand command, Action<string> refused) => Watch(command, refused);

    /// <summary>Another INVITE takes over from one that was given up.</summary>
    internal void MoveAttempt(CallSession session, CallKey? from, CallKey to)
    {
        if (from is { } old)
        {
            _attempts.TryRemove(old, out _);
        }

        _attempts[to] = session;
    }

    /// <summary>The far end took the offer of the leg in the other room: the call is that session's from now on.</summary>
    internal void Adopt(CallSession from, CallSession to, string answer)
    {
        var key = from.Release(to);
        to.HasBegun = true;
        _attempts[key] = to;
        var row = CallRows.Of(to.Setup, to.Report.CreatedAt);
        journal.RecordAsync(to.Setup.Facts.DomainId, async context => await context.CallLegs.AddAsync(row())).ContinueWith(
            failed => LogNotRecorded(failed.Exception!.InnerException!, to.SessionId), TaskContinuationOptions.OnlyOnFaulted);
        _idle[to.SessionId] = new IdleTimer(to.Setup.Idle);
        from.Handle(new CallInput.MovedAway());
        to.Adopt(key, from, answer);
        LookAtRoom(to.Setup.RoomId);
    }

    /// <summary>Writes how the call stands, and the event that says so.</summary>
    internal void Record(CallSession session, EventRecord? happened)
    {
        // The row is filled when the journal runs, from a copy taken now: the session goes on meanwhile.
        var id = session.SessionId;
        var copy = CallRows.StateOf(session);
        journal.RecordAsync(
            session.Setup.Facts.DomainId,
            async context =>
            {
                if (await context.CallLegs.FindAsync(id) is { } row)
                {
                    copy(row);
                }
            },
            happened is null ? [] : [happened]).ContinueWith(
                failed => LogNotRecorded(failed.Exception!.InnerException!, id), TaskContinuationOptions.OnlyOnFaulted);
    }

    /// <summary>The far end pressed a key.</summary>
    internal void TellDigit(CallSession session, char digit, TimeSpan duration) => DigitPressed?.Invoke(session.Setup, digit, duration);

    /// <summary>Raised on the inbox's task when a dialled party presses a key.</summary>
    public event Action<CallSetup, char, TimeSpan>? DigitPressed;

    /// <summary>The call is over. It is kept a moment, for the last figures of its media and its far end's confirmation; one that has not begun, until whoever reserved it learns of it.</summary>
    internal void Forget(CallSession session)
    {
        Load.Remove(session.Setup);
        _idle.Remove(session.SessionId);
        _deadlines.Forget(session.SessionId);
        if (session.HasBegun)
        {
            _ = LetGoAsync(session.SessionId);
        }
    }

    private async Task LetGoAsync(string sessionId)
    {
        if (!_stopping)
        {
            await Task.Delay(LastFiguresPatience, clock);
        }

        _inbox.Post(() => LetGo(sessionId));
    }

    // One whose far end has not confirmed its BYE or CANCEL is kept until then: its row still says how to end it after a crash.
    private void LetGo(string sessionId)
    {
        if (_sessions.TryGetValue(sessionId, out var session) && session.Aftermath.LetGo())
        {
            Remove(sessionId);
        }
    }

    internal bool Remove(string sessionId)
    {
        if (_sessions.TryRemove(sessionId, out var session))
        {
            if (!session.IsOver)
            {
                Load.Remove(session.Setup);
            }

            if (session.Attempt is { } attempt)
            {
                _attempts.TryRemove(attempt, out _);
            }
        }

        _finished |= _stopping && _sessions.IsEmpty;
        return true;
    }

    private void BeginStop()
    {
        _stopping = true;
        foreach (var session in _sessions.Values)
        {
            _inbox.Run(() => session.Handle(new CallInput.Stop("shutdown")));
        }

        _finished = _sessions.IsEmpty;
        Task.Delay(StopPatience, clock).ContinueWith(_ => _inbox.Post(() => _finished = true), TaskScheduler.Default);
    }

    private void Watch(WorkerCommand command, Action<string> refused) => rooms.SendAsync(command).ContinueWith(
        done =>
        {
            var detail = done.IsFaulted ? done.Exception.InnerException!.Message : done.Result.IsDone ? null : done.Result.Detail;
            if (detail is not null)
            {
                _inbox.Post(() => refused(detail));
            }
        },
        TaskScheduler.Default);

    private void OnSip(SipEvent happened)
    {
        if (happened is CallEvent call && _attempts.ContainsKey(call.Key))
        {
            _inbox.Post(() =>
            {
                if (_attempts.TryGetValue(call.Key, out var session) && session.IsAttempt(call.Key))
                {
                    session.HandleSip(call);
                }
            });
        }
    }

    private void OnRooms(WorkerEvent happened)
    {
        if (happened is ParticipantEvent about && _sessions.ContainsKey(about.ParticipantId))
        {
            _inbox.Post(() => OnOwnParticipant(about));
        }

        if (happened is ParticipantJoined or ParticipantLeft or ParticipantUpdated && !_sessions.IsEmpty)
        {
            // whoever came may have gone again before the inbox gets to it
            var visited = happened is ParticipantJoined { Participant.Kind: not ParticipantKind.Sip };
            _inbox.Post(() => LookAtRoom(happened.RoomId, visited));
        }
    }

    private void OnOwnParticipant(ParticipantEvent about)
    {
        if (!_sessions.TryGetValue(about.ParticipantId, out var session))
        {
            return;
        }

        if (about is DtmfReceived pressed)
        {
            TellDigit(session, pressed.Digit, pressed.Duration);
        }
        else
        {
            session.HandleMedia(about);
        }
    }

    private void LookAtRoom(string roomId, bool visited = false)
    {
        var room = rooms.FindById(roomId);
        if (room is null)
        {
            return;
        }

        var webUsers = room.Participants.Values.Count(each => each.Kind != ParticipantKind.Sip && each.State != ParticipantState.Disconnected);
        foreach (var session in _sessions.Values.Where(each => each.Setup.RoomId == roomId && !each.IsOver))
        {
            var others = room.Participants.Values.Count(each =>
                each.Kind == ParticipantKind.Sip && each.ParticipantId != session.SessionId && each.State == ParticipantState.Active);
            var idle = _idle.GetValueOrDefault(session.SessionId);
            if (visited)
            {
                idle?.Visit();
            }

            idle?.Update(webUsers, others, session.Leg.WasAnswered, Now);
            Watch(session);
        }
    }

    /// <summary>Looks at a call's deadlines again, after any input to it.</summary>
    internal void Watch(CallSession session)
    {
        if (!session.IsOver)
        {
            _deadlines.Watch(session.SessionId, Earliest(session.Leg.NextDeadline, _idle.GetValueOrDefault(session.SessionId)?.Due));
        }
    }

    private void RunDeadlines()
    {
        var now = Now;
        while (_deadlines.TryTakeDue(now, out var id))
        {
            if (!_sessions.TryGetValue(id, out var session))
            {
                continue;
            }

            if (session.Leg.NextDeadline <= now)
            {
                _inbox.Run(session.HandleDeadline);
            }

            if (!session.IsOver && _idle.GetValueOrDefault(id)?.Due <= now)
            {
                _idle.Remove(id); // it has done its work, even where the hanging up takes a while
                _inbox.Run(() => session.Handle(new CallInput.Stop("idle")));
            }

            Watch(session);
        }
    }

    private static TimeSpan? Earliest(TimeSpan? a, TimeSpan? b) => a is null ? b : b is null ? a : Min(a.Value, b.Value);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    [LoggerMessage(Level = LogLevel.Error, Message = "Call {SessionId} was not recorded.")]
    private partial void LogNotRecorded(Exception exception, string sessionId);
}
