using System.Text.Json;
using Switchroom.Rooms.Membership;
using Switchroom.Server.Network;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Signalling;

/// <summary>Decides whether a client may join, as whom, and with what. Carries nothing out.</summary>
internal sealed class Admission(TokenReader tokens, IRoomDefinitions definitions, RoomDirectory rooms, TimeProvider time)
{
    private const int MaxRoomName = 256;

    /// <summary>Steps: 1 the token, 2 the room it is for, 3 the room's own rules, 4 the profile.</summary>
    public async ValueTask<AdmissionDecision> DecideAsync(JoinParameters parameters, CancellationToken cancellation)
    {
        JoinGrant grant = new() { Kind = TokenKind.Anonymous };
        JsonElement claims = default;
        if (parameters.Token.Length > 0)
        {
            TokenResult token = await tokens.ReadAsync(parameters.Token, cancellation: cancellation);
            if (token.Grant is null)
            {
                return AdmissionDecision.Refuse(StatusCodes.Status401Unauthorized, token.Refusal.Sentence());
            }

            (grant, claims) = (token.Grant, token.Claims);
        }

        if (NameOf(parameters, grant, out string name) is { } wrongRoom)
        {
            return wrongRoom;
        }

        RoomDefinition? definition = await definitions.FindAsync(grant.DomainId, name, cancellation);
        if (definition is null && grant.MayCreateRoom)
        {
            definition = new RoomDefinition { Name = name, Config = new RoomConfig { RoomId = "", Name = name, DomainId = grant.DomainId, MaxParticipants = 0 } };
        }

        // Clients take any other 404 for a server that lacks this path, and try again for ever.
        return definition is null
            ? AdmissionDecision.Refuse(StatusCodes.Status404NotFound, $"requested room does not exist: {name}")
            : Judge(definition, grant) ?? Admit(definition, grant, parameters) with { Claims = claims };
    }

    private static AdmissionDecision? NameOf(JoinParameters parameters, JoinGrant grant, out string name)
    {
        name = grant.Room ?? parameters.Room ?? "";
        if (name.Length == 0)
        {
            return AdmissionDecision.Refuse(StatusCodes.Status400BadRequest, "neither the token nor the URL names a room");
        }

        if (name.Length > MaxRoomName)
        {
            return AdmissionDecision.Refuse(StatusCodes.Status400BadRequest, $"a room's name has at most {MaxRoomName} characters");
        }

        return parameters.Room is not null && parameters.Room != name
            ? AdmissionDecision.Refuse(StatusCodes.Status401Unauthorized, $"the token is for room {name}, not {parameters.Room}")
            : null;
    }

    private AdmissionDecision? Judge(RoomDefinition room, JoinGrant grant)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (room.IsPrivate && grant.Kind == TokenKind.Anonymous)
        {
            return AdmissionDecision.Refuse(StatusCodes.Status401Unauthorized, $"room {room.Name} is private and needs a token");
        }

        if (room.ExpiresAt <= now)
        {
            return AdmissionDecision.Refuse(StatusCodes.Status403Forbidden, $"room {room.Name} has expired");
        }

        if (room.NotBefore > now)
        {
            return AdmissionDecision.Refuse(StatusCodes.Status403Forbidden, $"room {room.Name} is not open yet");
        }

        int limit = room.Config.MaxParticipants;
        return limit > 0 && rooms.Find(room.Config.DomainId, room.Name) is { } open && open.VisibleCount >= limit && !TakesNoPlace(open, room, grant)
            ? AdmissionDecision.Refuse(StatusCodes.Status403Forbidden, $"room {room.Name} is full")
            : null;
    }

    /// <summary>One who comes back under an identity that is in takes no further place, and one who may hide takes none.</summary>
    private static bool TakesNoPlace(RoomSnapshot open, RoomDefinition room, JoinGrant grant) =>
        (grant.Identity is { } identity && open.ByIdentity(identity) is not null) || (room.AllowsHidden && grant.PermissionsIn(room.Permissions).Hidden);

    private AdmissionDecision Admit(RoomDefinition room, JoinGrant grant, JoinParameters parameters)
    {
        DateTimeOffset now = time.GetUtcNow();
        string participantId = Guid.NewGuid().ToString();
        ParticipantPermissions permissions = grant.PermissionsIn(room.Permissions);
        if (permissions.Hidden && !room.AllowsHidden)
        {
            permissions = permissions with { Hidden = false };
        }

        if (grant.Kind == TokenKind.Anonymous)
        {
            permissions = permissions with { CanUpdateMetadata = true }; // no token named it: it may say its name itself
        }

        ParticipantProfile profile = new()
        {
            Identity = grant.Identity ?? participantId,
            UserId = grant.UserId,
            Name = grant.Name,
            Kind = grant.ParticipantKind,
            IsOwner = grant.IsOwner,
            Permissions = permissions,
            Metadata = grant.Metadata,
            Attributes = permissions.CanUpdateMetadata ? grant.Attributes.SetItems(parameters.Attributes) : grant.Attributes,
            AutoSubscribe = parameters.AutoSubscribe,
            AdaptiveStream = parameters.AdaptiveStream,
            SingleConnection = parameters.SingleConnection,
            EjectAfter = EjectAfter(room, grant, now),
            JoinedAt = now,
        };
        return new AdmissionDecision
        {
            Grant = grant,
            ParticipantId = participantId,
            Profile = profile,
            Config = room.Config with { RoomId = RoomIds.New(), Name = room.Name, CreatedAt = now },
        };
    }

    /// <summary>Fixed at the join, whatever becomes of the room's settings later; a token's own rules replace the room's.</summary>
    private static TimeSpan? EjectAfter(RoomDefinition room, JoinGrant grant, DateTimeOffset now)
    {
        bool own = grant.OverridesRoomEjection;
        TimeSpan? elapsed = own ? grant.EjectAfter : room.EjectAfter;
        DateTimeOffset? expiry = own ? (grant.EjectAtExpiry ? grant.ExpiresAt : null) : (room.EjectAtExpiry ? room.ExpiresAt : null);
        TimeSpan? untilExpiry = expiry - now;
        return elapsed is null || untilExpiry < elapsed ? untilExpiry ?? elapsed : elapsed;
    }
}
