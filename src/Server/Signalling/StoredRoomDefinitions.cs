using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Switchroom.Rooms.Membership;
using Switchroom.Server.Storage;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Signalling;

/// <summary>Rooms as the API stored them.</summary>
internal sealed class StoredRoomDefinitions(Store store) : IRoomDefinitions
{
    private const int DefaultMaxParticipants = 200;

    public async ValueTask<RoomDefinition?> FindAsync(string? domainId, string name, CancellationToken cancellation)
    {
        await using StoreContext context = store.Open();
        StoredRoom? room = await context.Rooms
            .Where(row => row.Name == name && (domainId == null || row.DomainId == domainId))
            .OrderBy(row => row.CreatedAt)
            .FirstOrDefaultAsync(cancellation);
        return room is null ? null : Define(room);
    }

    private static RoomDefinition Define(StoredRoom room)
    {
        using JsonDocument properties = JsonDocument.Parse(room.Properties);
        ClaimReader reader = new(properties.RootElement);
        PermissionsPatch permissions = new();
        if (reader.Object("permissions") is { } element)
        {
            DailyPermissions.TryRead(element, out permissions);
        }

        ParticipantPermissions inRoom = permissions.ApplyTo(ParticipantPermissions.Default);
        if (reader.Flag("enable_screenshare") is false)
        {
            inRoom = inRoom with { CanSend = inRoom.CanSend & ~(MediaKinds.ScreenVideo | MediaKinds.ScreenAudio) };
        }

        return new RoomDefinition
        {
            Name = room.Name,
            Config = new RoomConfig
            {
                RoomId = "",
                Name = room.Name,
                DomainId = room.DomainId,
                MaxParticipants = (int)Math.Min(reader.Number("max_participants") ?? DefaultMaxParticipants, int.MaxValue),
                UniqueUserIds = reader.Flag("enforce_unique_user_ids") ?? false,
            },
            IsPrivate = room.Private,
            NotBefore = reader.Moment("nbf"),
            ExpiresAt = reader.Moment("exp"),
            EjectAtExpiry = reader.Flag("eject_at_room_exp") ?? false,
            EjectAfter = reader.Number("eject_after_elapsed") is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            AllowsHidden = reader.Flag("enable_hidden_participants") ?? false,
            Permissions = inRoom,
        };
    }
}
