using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Membership;

/// <summary>Coming and going: joins, leaves, ejections and bans, lost and resumed signalling, and when the room itself is over.</summary>
internal sealed class Attendance(RoomBook book, Subscribing subscribing, ActiveSpeakers speakers, TimeSpan openedAt)
{
    private readonly HashSet<string> _banned = [];
    private TimeSpan? _emptyUntil = openedAt + book.Config.EmptyTimeout;
    private TimeSpan? _next;
    private bool _isNextKnown;

    /// <summary>True once everybody is out and no one may come in.</summary>
    public bool IsClosed { get; private set; }

    public TimeSpan? NextDeadline
    {
        get
        {
            // Asked after every packet, changed by few commands.
            if (!_isNextKnown)
            {
                _isNextKnown = true;
                _next = IsClosed ? null : book.Participants.Aggregate(_emptyUntil, (next, participant) => Earlier(next, DeadlineOf(participant)));
            }

            return _next;
        }
    }

    public CommandResult Join(Join join, TimeSpan now)
    {
        _isNextKnown = false;
        var decision = AdmissionDecision.Decide(book, _banned, join);
        if (!decision.Result.IsDone)
        {
            return decision.Result;
        }

        foreach (var replaced in decision.Replaced)
        {
            Remove(replaced, LeaveReason.DuplicateIdentity, now);
        }

        book.Add(join.ParticipantId, join.Profile, now);
        var participant = book.Find(join.ParticipantId)!;
        if (!participant.HearsMix && book.Config.ConnectTimeout > TimeSpan.Zero)
        {
            participant.ConnectBy = now + book.Config.ConnectTimeout;
        }

        _emptyUntil = IsKeptOpen() ? null : _emptyUntil;
        subscribing.EvaluateSubscriber(participant);
        return CommandResult.Done;
    }

    public void Remove(Participant participant, LeaveReason reason, TimeSpan now)
    {
        _isNextKnown = false;
        subscribing.RemoveTracksOf(participant);
        speakers.Forget(participant);
        if (book.Snapshot.Speakers.Any(speaker => speaker.ParticipantId == participant.Id))
        {
            // before it goes: clients do not look for the end of speech of somebody they no longer know
            book.SetSpeakers([.. book.Snapshot.Speakers.Where(speaker => speaker.ParticipantId != participant.Id)], [new Speaker(participant.Id, 0, false)]);
        }

        book.Remove(participant, reason);
        if (_emptyUntil is null && !IsKeptOpen())
        {
            _emptyUntil = now + book.Config.DepartureTimeout;
        }
    }

    public CommandResult Eject(Eject eject, TimeSpan now)
    {
        if (eject.Ban)
        {
            _banned.UnionWith(eject.UserIds);
        }

        foreach (var participant in book.Participants.Where(Named).ToList())
        {
            if (eject.Ban)
            {
                _banned.Add(participant.Snapshot.Identity);
                _banned.Add(participant.Snapshot.UserId);
            }

            Remove(participant, LeaveReason.Removed, now);
        }

        return CommandResult.Done;

        bool Named(Participant participant) =>
            eject.ParticipantIds.Contains(participant.Id)
            || eject.UserIds.Contains(participant.Snapshot.UserId)
            || eject.UserIds.Contains(participant.Snapshot.Identity);
    }

    public CommandResult Suspend(Participant participant, TimeSpan now)
    {
        _isNextKnown = false;
        participant.ResumeBy ??= now + book.Config.ResumeTimeout;
        SetState(participant, ParticipantState.Suspended);
        return CommandResult.Done;
    }

    public CommandResult Resume(Participant participant, bool isConnected, TimeSpan now)
    {
        _isNextKnown = false;
        participant.ResumeBy = isConnected ? null : now + book.Config.ResumeTimeout;
        SetState(participant, isConnected ? ParticipantState.Active : ParticipantState.Joined);
        return CommandResult.Done;
    }

    /// <summary>A connection of the participant is up.</summary>
    public void Connected(Participant participant)
    {
        _isNextKnown = false;
        participant.ConnectBy = null;
        participant.ResumeBy = participant.Snapshot.State == ParticipantState.Suspended ? participant.ResumeBy : null;
        if (participant.Snapshot.State == ParticipantState.Joined)
        {
            SetState(participant, ParticipantState.Active);
        }
    }

    /// <summary>A connection of the participant failed; it has the resume time to come back.</summary>
    public void ConnectionLost(Participant participant, TimeSpan now)
    {
        _isNextKnown = false;
        participant.ResumeBy ??= now + book.Config.ResumeTimeout;
    }

    public void Close(LeaveReason reason, TimeSpan now)
    {
        _isNextKnown = false;
        if (IsClosed)
        {
            return;
        }

        foreach (var participant in book.Participants.ToList())
        {
            Remove(participant, reason, now);
        }

        IsClosed = true;
        book.Tell(new RoomClosed(book.Snapshot, book.MostParticipants));
    }

    public void HandleDeadline(TimeSpan now)
    {
        _isNextKnown = false;
        foreach (var participant in book.Participants.Where(participant => Overdue(participant, now) is not null).ToList())
        {
            Remove(participant, Overdue(participant, now)!.Value, now);
        }

        if (_emptyUntil <= now)
        {
            Close(LeaveReason.RoomClosed, now);
        }
    }

    private static LeaveReason? Overdue(Participant participant, TimeSpan now) => participant switch
    {
        { EjectAt: { } at } when at <= now => LeaveReason.Expired,
        { ConnectBy: { } by } when by <= now => LeaveReason.JoinFailure,
        { ResumeBy: { } by } when by <= now =>
            participant.Snapshot.State == ParticipantState.Suspended ? LeaveReason.SignalClosed : LeaveReason.ConnectionTimeout,
        _ => null,
    };

    private static TimeSpan? DeadlineOf(Participant participant) =>
        Earlier(participant.EjectAt, Earlier(participant.ResumeBy, participant.ConnectBy));

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;

    private bool IsKeptOpen() => book.Participants.Any(participant => !participant.IsDependent);

    private void SetState(Participant participant, ParticipantState state)
    {
        if (participant.Snapshot.State != state)
        {
            book.Update(participant, snapshot => snapshot with { State = state });
        }
    }
}
