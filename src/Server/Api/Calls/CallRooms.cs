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
    public async Task<CallRoom?> FindAsync(ApiCall call)
    {
        var name = call.Route("room_name");
        await using var context = store.Open();
        var room = await context.Rooms.Of(call.DomainId).Alive(call.Now).SingleOrDefaultAsync(row => row.Name == name, call.Cancel);
        if (room is null)
        {
            return null;
        }

        var properties = await context.DomainPropertiesAsync(call.DomainId, call.Cancel);
        foreach (var (key, value) in JsonNode.Parse(room.Properties)!.AsObject())
        {
            properties[key] = value?.DeepClone();
        }

        return new CallRoom(call.DomainId, room.Id, room.Name, properties, call.Key.Id);
    }
}
