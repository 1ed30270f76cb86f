using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Api.Rooms;

/// <summary>Finds rooms. An expired room is gone for everybody but those who are in it.</summary>
internal static class RoomStore
{
    public static IQueryable<StoredRoom> Alive(this IQueryable<StoredRoom> rooms, DateTimeOffset now) =>
        rooms.Where(room => room.ExpiresAt == null || room.ExpiresAt > now);

    public static IQueryable<StoredRoom> Of(this IQueryable<StoredRoom> rooms, string domainId) => rooms.Where(room => room.DomainId == domainId);

    /// <summary>A room that has not expired, with its domain's properties, in one query.</summary>
    public static async Task<(StoredRoom Room, JsonObject Domain)?> FindAsync(StoreContext context, string domainId, string name, DateTimeOffset now, CancellationToken cancel)
    {
        var found = await context.Rooms.Where(room => room.DomainId == domainId && room.Name == name)
            .Join(context.Domains, room => room.DomainId, domain => domain.Id, (room, domain) => new { Room = room, Domain = domain.Properties })
            .SingleOrDefaultAsync(cancel);
        return found is null || found.Room.ExpiresAt <= now ? null : (found.Room, JsonNode.Parse(found.Domain)!.AsObject());
    }

    /// <summary>The domain's own properties.</summary>
    public static async Task<JsonObject> DomainPropertiesAsync(this StoreContext context, string domainId, CancellationToken cancel)
    {
        var text = await context.Domains.Where(domain => domain.Id == domainId).Select(domain => domain.Properties).SingleAsync(cancel);
        return JsonNode.Parse(text)!.AsObject();
    }
}
