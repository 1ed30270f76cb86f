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

        var properties = await context.DomainPropertiesAsync(domainId, cancel);
        foreach (var (key, value) in JsonNode.Parse(room.Properties)!.AsObject())
        {
            properties[key] = value?.DeepClone();
        }

        return new CallRoom(domainId, room.Id, room.Name, properties, keyId);
    }
}
