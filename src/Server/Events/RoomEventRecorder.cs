using System.Collections.Concurrent;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Events;

/// <summary>
/// Writes down who comes and goes. A browser is in when it joins, a dialled party when it answers: a party that never answered neither
/// joins nor leaves.
/// </summary>
internal sealed partial class RoomEventRecorder(
    RoomDirectory rooms, EventJournal journal, DefaultDomain domain, TimeProvider clock, ILogger<RoomEventRecorder> log) : IHostedService
{
    private readonly ConcurrentDictionary<string, (RoomConfig Room, DateTimeOffset Since)> _in = new();
    private IDisposable? _subscription;
    private string _defaultDomain = "";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _defaultDomain = (await domain.EnsureAsync(cancellationToken)).Id;
        _subscription = rooms.Subscribe(OnEvent);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    private void OnEvent(WorkerEvent happened)
    {
        var now = clock.GetUtcNow();
        switch (happened)
        {
            case RoomOpened { Room.Name: var name } when PrivateRoom.Is(name): break;
            case RoomClosed { Room.Name: var name } when PrivateRoom.Is(name): break;
            case RoomOpened opened: Record(opened.Room.Config, RoomEvents.MeetingStarted(opened.Room, now)); break;
            case RoomClosed closed: Record(closed.Room.Config, RoomEvents.MeetingEnded(closed.Room, now)); break;
            case ParticipantJoined { Participant.Kind: not ParticipantKind.Sip } joined: OnIn(joined.RoomId, joined.Participant, now); break;
            case ParticipantUpdated { Participant: { Kind: ParticipantKind.Sip, State: ParticipantState.Active } } updated: OnIn(updated.RoomId, updated.Participant, now); break;
            case ParticipantLeft left: OnLeft(left, now); break;
        }
    }

    private void OnIn(string roomId, ParticipantSnapshot who, DateTimeOffset now)
    {
        if (!who.Permissions.Hidden && rooms.FindById(roomId) is { } room && !PrivateRoom.Is(room.Name) && _in.TryAdd(who.ParticipantId, (room.Config, now)))
        {
            Record(room.Config, RoomEvents.Joined(room.Name, who with { JoinedAt = now }, now));
        }
    }

    private void OnLeft(ParticipantLeft left, DateTimeOffset now)
    {
        // The room itself may be closed already: whoever was in it leaves in the same moment.
        if (_in.TryRemove(left.ParticipantId, out var was))
        {
            Record(was.Room, RoomEvents.Left(was.Room.Name, left.Participant with { JoinedAt = was.Since }, was.Since, now));
        }
    }

    private void Record(RoomConfig room, EventRecord happened) => journal.RecordAsync(room.DomainId ?? _defaultDomain, null, happened).ContinueWith(
        failed => LogLost(failed.Exception!.InnerException!, happened.Type), TaskContinuationOptions.OnlyOnFaulted);

    [LoggerMessage(Level = LogLevel.Error, Message = "Event {Type} was not recorded.")]
    private partial void LogLost(Exception exception, string type);
}
