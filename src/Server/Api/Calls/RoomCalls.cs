using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;
using Switchroom.Server.Signalling;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Api.Calls;

/// <summary>The in-call part of the REST API over the rooms that are open in this process.</summary>
internal sealed class RoomCalls(RoomDirectory rooms) : IRoomCalls
{
    /// <summary>Topic of an app message from the REST API, as clients in the room see it.</summary>
    public const string AppMessageTopic = "app-message";

    public async Task CloseAsync(string domainId, string room, CancellationToken cancel)
    {
        if (rooms.Find(domainId, room) is { } open)
        {
            await rooms.SendAsync(new CloseRoom(open.RoomId, LeaveReason.RoomDeleted));
        }
    }

    public Task<IReadOnlyList<PresentParticipant>?> PresenceAsync(string domainId, string room, CancellationToken cancel) =>
        Task.FromResult(Hosting(domainId, room) is { } open ? PresentIn(open) : null);

    public Task<IReadOnlyDictionary<string, IReadOnlyList<PresentParticipant>>> PresenceAsync(string domainId, CancellationToken cancel)
    {
        IReadOnlyDictionary<string, IReadOnlyList<PresentParticipant>> all = rooms.Rooms
            .Where(open => open.Config.DomainId == domainId)
            .Select(open => (open.Name, Present: PresentIn(open)))
            .Where(room => room.Present.Count > 0 && !PrivateRoom.Is(room.Name))
            .ToDictionary(room => room.Name, room => room.Present);
        return Task.FromResult(all);
    }

    public async Task<IReadOnlyList<string>?> EjectAsync(string domainId, string room, EjectRequest request, CancellationToken cancel)
    {
        if (Hosting(domainId, room) is not { } open)
        {
            return null;
        }

        var ejected = open.Participants.Values
            .Where(who => request.Ids.Contains(who.ParticipantId) || request.UserIds.Contains(who.UserId) || request.UserIds.Contains(who.Identity))
            .Select(who => who.ParticipantId)
            .ToList();
        await rooms.SendAsync(new Eject(open.RoomId, [.. request.Ids], [.. request.UserIds], request.Ban));
        return ejected;
    }

    public async Task<ApiError?> SendMessageAsync(string domainId, string room, JsonElement data, string recipient, CancellationToken cancel)
    {
        if (Hosting(domainId, room) is not { } open)
        {
            return ApiError.NotHosting(room);
        }

        if (recipient != "*" && !open.Participants.ContainsKey(recipient))
        {
            return ApiError.Invalid($"no participant {recipient} is in room {room}");
        }

        ImmutableArray<string> to = recipient == "*" ? [] : [recipient];
        return ErrorOf(await rooms.SendAsync(DataPackets.FromServer(open.RoomId, Encoding.UTF8.GetBytes(data.GetRawText()), AppMessageTopic, to)), room);
    }

    public Task<JsonObject?> ReadSessionDataAsync(string domainId, string room, CancellationToken cancel) => Task.FromResult(
        Hosting(domainId, room) is { } open
            ? new JsonObject(open.SessionData.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, JsonNode.Parse(pair.Value))))
            : null);

    public async Task<ApiError?> ChangeSessionDataAsync(string domainId, string room, SessionDataChange change, CancellationToken cancel) => Hosting(domainId, room) is { } open
        ? ErrorOf(
            await rooms.SendAsync(new SetSessionData(
                open.RoomId,
                change.Data.ToImmutableDictionary(pair => pair.Key, pair => pair.Value?.ToJsonString() ?? "null"),
                [.. change.KeysToDelete],
                change.Replace)),
            room)
        : ApiError.NotHosting(room);

    public async Task<ApiError?> UpdatePermissionsAsync(string domainId, string room, IReadOnlyDictionary<string, JsonElement> changes, CancellationToken cancel)
    {
        if (Hosting(domainId, room) is not { } open)
        {
            return ApiError.NotHosting(room);
        }

        var patches = new List<UpdatePermissions>();
        foreach (var (id, change) in changes)
        {
            if (!DailyPermissions.TryRead(change, out var patch))
            {
                return ApiError.Invalid($"the permissions of {id} cannot be read");
            }

            if (id != "*" && !open.Participants.ContainsKey(id))
            {
                return ApiError.Invalid($"no participant {id} is in room {room}");
            }

            patches.Add(new UpdatePermissions(open.RoomId, id == "*" ? null : id, patch));
        }

        foreach (var patch in patches)
        {
            if (ErrorOf(await rooms.SendAsync(patch), room) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private RoomSnapshot? Hosting(string domainId, string room) => rooms.Find(domainId, room) is { Participants.Count: > 0 } open ? open : null;

    private static IReadOnlyList<PresentParticipant> PresentIn(RoomSnapshot room) =>
    [
        .. room.Participants.Values.Where(who => !who.Permissions.Hidden).OrderBy(who => who.JoinOrder)
            .Select(who => new PresentParticipant(who.ParticipantId, who.UserId, who.Name, who.JoinedAt)),
    ];

    private static ApiError? ErrorOf(CommandResult result, string room) =>
        result.IsDone ? null : result.Refusal == CommandRefusal.NoSuchRoom ? ApiError.NotHosting(room) : ApiError.Invalid(result.Detail);
}
