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

    /// <summary>The domain's own properties.</summary>
    public static async Task<JsonObject> DomainPropertiesAsync(this StoreContext context, string domainId, CancellationToken cancel)
    {
        var text = await context.Domains.Where(domain => domain.Id == domainId).Select(domain => domain.Properties).SingleAsync(cancel);
        return JsonNode.Parse(text)!.AsObject();
    }
}
