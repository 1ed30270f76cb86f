using System.Collections.Immutable;
using System.Text.Json;
using Switchroom.Rooms.Membership;

namespace Switchroom.Server.Tokens;

/// <summary>
/// Daily's <c>permissions</c> object, in the long form of the REST API (<c>hasPresence</c>, <c>canSend</c>, …) or the short one of
/// tokens (<c>hp</c>, <c>cs</c>, …), as a change of permissions: what it does not mention stays as it is.
/// </summary>
internal static class DailyPermissions
{
    /// <summary>Most users or participants that one object may name.</summary>
    public const int MaxNamed = 1000;

    /// <summary>False when a known member has a value of the wrong shape; unknown members are skipped.</summary>
    public static bool TryRead(JsonElement element, out PermissionsPatch patch)
    {
        patch = new PermissionsPatch();
        if (element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (ReadMember(patch, property) is not { } next)
            {
                return false;
            }

            patch = next;
        }

        return true;
    }

    private static PermissionsPatch? ReadMember(PermissionsPatch patch, JsonProperty property) => property.Name switch
    {
        "hp" or "hasPresence" => IsFlag(property.Value) ? patch with { Hidden = !property.Value.GetBoolean() } : null,
        "cs" or "canSend" => DailyMediaKinds.TryReadList(property.Value, out MediaKinds kinds) ? patch with { CanSend = kinds } : null,
        "cr" or "canReceive" => ReadCanReceive(patch, property.Value),
        "ca" or "canAdmin" => TryReadAdmin(property.Value, out AdminRights rights) ? patch with { CanAdmin = rights } : null,
        _ => patch,
    };

    private static PermissionsPatch? ReadCanReceive(PermissionsPatch patch, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            PermissionsPatch? next = property.Name switch
            {
                "b" or "base" => DailyMediaKinds.TryReadMap(property.Value, out MediaKinds kinds) ? patch with { CanReceiveBase = kinds } : null,
                "u" or "byUserId" => TryReadNamed(property.Value, out var users) ? patch with { CanReceiveByUserId = users } : null,
                "p" or "byParticipantId" =>
                    TryReadNamed(property.Value, out var participants) ? patch with { CanReceiveByParticipantId = participants } : null,
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            patch = next;
        }

        return patch;
    }

    private static bool TryReadNamed(JsonElement element, out ImmutableDictionary<string, MediaKinds> named)
    {
        named = ImmutableDictionary<string, MediaKinds>.Empty;
        if (element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        var builder = named.ToBuilder();
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (builder.Count >= MaxNamed || !DailyMediaKinds.TryReadMap(property.Value, out MediaKinds kinds))
            {
                return false;
            }

            builder[property.Name] = kinds;
        }

        named = builder.ToImmutable();
        return true;
    }

    private static bool TryReadAdmin(JsonElement element, out AdminRights rights)
    {
        rights = AdminRights.None;
        if (IsFlag(element))
        {
            rights = element.GetBoolean() ? AdminRights.All : AdminRights.None;
            return true;
        }

        if (NameList.TryRead(element) is not { } names)
        {
            return false;
        }

        foreach (string name in names)
        {
            AdminRights? right = name switch
            {
                "p" or "participants" => AdminRights.Participants,
                "s" or "streaming" => AdminRights.Streaming,
                "t" or "transcription" => AdminRights.Transcription,
                _ => null,
            };
            if (right is null)
            {
                return false;
            }

            rights |= right.Value;
        }

        return true;
    }

    private static bool IsFlag(JsonElement element) => element.ValueKind is JsonValueKind.True or JsonValueKind.False;
}
