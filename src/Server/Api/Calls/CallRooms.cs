using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Api.Calls;

/// <summary>Finds the room of a request about a call.</summary>
internal sealed class CallRooms(Store store)
{
    /// <summary>Whether a room of that name is stored. A call may outlive its room's expiry, so an expired one counts.</summary>
    public async Task<bool> ExistsAsync(string domainId, string name, CancellationToken cancel)
    {
        await using var context = store.Open();
        return await context.Rooms.Of(domainId).AnyAsync(room => room.Name == name, cancel);
    }

    /// <summary>The room with its properties over those of the domain; null when there is none, or when it has expired.</summary>
    public Task<CallRoom?> FindAsync(ApiCall call) => FindAsync(call.DomainId, call.Route("room_name"), call.Key.Id, call.Now, call.Cancel);

    /// <summary>The room of that name in a domain; null when there is none, or when it has expired.</summary>
    public async Task<CallRoom?> FindAsync(string domainId, string name, string keyId, DateTimeOffset now, CancellationToken cancel)
    {
        await using var context = store.Open();
        var room = await context.Rooms.Of(domainId).Alive(now).SingleOrDefaultAsync(row => row.Name == name, cancel);
        if (room is null)
        {
            return null;
        }

        return Over(await context.DomainPropertiesAsync(domainId, cancel), room, keyId);
    }

    /// <summary>The newest rooms of the asker's domain that have not expired.</summary>
    public async Task<IReadOnlyList<CallRoom>> NewestAsync(ApiCall call, int most)
    {
        await using var context = store.Open();
        var found = await context.Rooms.Of(call.DomainId).Alive(call.Now).OrderByDescending(row => row.Id).Take(most).ToListAsync(call.Cancel);
        var domain = await context.DomainPropertiesAsync(call.DomainId, call.Cancel);
        return [.. found.Select(room => Over(domain.DeepClone().AsObject(), room, call.Key.Id))];
    }

    private static CallRoom Over(JsonObject properties, StoredRoom room, string keyId)
    {
        foreach (var (key, value) in JsonNode.Parse(room.Properties)!.AsObject())
        {
            properties[key] = value?.DeepClone();
        }

        return new CallRoom(room.DomainId, room.Id, room.Name, properties, keyId);
    }
}
