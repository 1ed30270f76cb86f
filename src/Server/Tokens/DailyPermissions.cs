using System.Text.Json;

namespace Switchroom.Server.Tokens;

/// <summary>
/// Daily's <c>permissions</c>, in the long form of the REST API (<c>hasPresence</c>, <c>canSend</c>, …) or the short one of tokens
/// (<c>hp</c>, <c>cs</c>, …). A part that is absent is null: then the room's value applies.
/// </summary>
internal sealed record DailyPermissions
{
    public bool? HasPresence { get; init; }

    public MediaSources? CanSend { get; init; }

    /// <summary>Whether anything may be received by default: the <c>base</c> of <c>canReceive</c>.</summary>
    public bool? CanReceive { get; init; }

    /// <summary>Whether any administrative right is held.</summary>
    public bool? CanAdmin { get; init; }

    public static bool TryRead(JsonElement element, out DailyPermissions? permissions)
    {
        permissions = null;
        if (element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        DailyPermissions read = new();
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (TryReadPart(read, property) is not { } next)
            {
                return false;
            }

            read = next;
        }

        permissions = read;
        return true;
    }

    private static DailyPermissions? TryReadPart(DailyPermissions read, JsonProperty property)
    {
        switch (property.Name)
        {
            case "hp" or "hasPresence" when property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                return read with { HasPresence = property.Value.GetBoolean() };
            case "cs" or "canSend" when TryReadSources(property.Value, out MediaSources sources):
                return read with { CanSend = sources };
            case "cr" or "canReceive" when property.Value.ValueKind == JsonValueKind.Object:
                return read with { CanReceive = ReadBase(property.Value) };
            case "ca" or "canAdmin" when TryReadAny(property.Value, out bool any):
                return read with { CanAdmin = any };
            case "hp" or "hasPresence" or "cs" or "canSend" or "cr" or "canReceive" or "ca" or "canAdmin":
                return null;
            default:
                return read;
        }
    }

    private static bool TryReadSources(JsonElement element, out MediaSources sources)
    {
        sources = MediaSources.None;
        switch (element.ValueKind)
        {
            case JsonValueKind.True:
                sources = MediaSources.All;
                return true;
            case JsonValueKind.False:
                return true;
            case JsonValueKind.String:
                return TryReadSourceList(element.GetString()!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), out sources);
            case JsonValueKind.Array when element.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String):
                return TryReadSourceList(element.EnumerateArray().Select(item => item.GetString()!), out sources);
            default:
                return false;
        }
    }

    private static bool TryReadSourceList(IEnumerable<string> names, out MediaSources sources)
    {
        sources = MediaSources.None;
        foreach (string name in names)
        {
            MediaSources? source = name switch
            {
                "v" or "video" => MediaSources.Camera,
                "a" or "audio" => MediaSources.Microphone,
                "sv" or "screenVideo" => MediaSources.ScreenVideo,
                "sa" or "screenAudio" => MediaSources.ScreenAudio,
                "cv" or "ca" or "customVideo" or "customAudio" => MediaSources.Other,
                _ => null,
            };
            if (source is null)
            {
                return false;
            }

            sources |= source.Value;
        }

        return true;
    }

    private static bool? ReadBase(JsonElement canReceive)
    {
        if (!canReceive.TryGetProperty("b", out JsonElement part) && !canReceive.TryGetProperty("base", out part))
        {
            return null;
        }

        return part.ValueKind switch
        {
            JsonValueKind.False => false,
            JsonValueKind.Object => part.EnumerateObject().Any(kind => kind.Value.ValueKind is not JsonValueKind.False),
            _ => true,
        };
    }

    private static bool TryReadAny(JsonElement element, out bool any)
    {
        any = element.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.String => element.GetString()!.Length > 0,
            JsonValueKind.Array => element.GetArrayLength() > 0,
            _ => false,
        };
        return element.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.String or JsonValueKind.Array;
    }
}
