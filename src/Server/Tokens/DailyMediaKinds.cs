using System.Text.Json;
using Switchroom.Rooms.Membership;

namespace Switchroom.Server.Tokens;

/// <summary>Kinds of track as Daily's permissions name them.</summary>
internal static class DailyMediaKinds
{
    /// <summary>The form of <c>canSend</c>: a boolean, or the names of what is allowed.</summary>
    public static bool TryReadList(JsonElement element, out MediaKinds kinds)
    {
        kinds = MediaKinds.None;
        if (TryReadFlag(element, out kinds))
        {
            return true;
        }

        if (NameList.TryRead(element) is not { } names)
        {
            return false;
        }

        foreach (string name in names)
        {
            if (KindOf(name) is not { } kind)
            {
                return false;
            }

            kinds |= kind;
        }

        return true;
    }

    /// <summary>The form of <c>canReceive</c>: a boolean, or an object of booleans; what the object leaves out is allowed.</summary>
    public static bool TryReadMap(JsonElement element, out MediaKinds kinds)
    {
        if (TryReadFlag(element, out kinds))
        {
            return true;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        kinds = MediaKinds.All;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (KindOf(property.Name) is not { } kind || Allows(property.Value) is not { } allowed)
            {
                return false;
            }

            kinds = allowed ? kinds | kind : kinds & ~kind;
        }

        return true;
    }

    /// <summary>Custom tracks are an object by track name; one rule for all of them, <c>"*"</c>, is what we keep apart.</summary>
    private static bool? Allows(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Object when element.TryGetProperty("*", out JsonElement any) => any.ValueKind != JsonValueKind.False,
        JsonValueKind.Object => true,
        _ => null,
    };

    private static bool TryReadFlag(JsonElement element, out MediaKinds kinds)
    {
        kinds = element.ValueKind == JsonValueKind.True ? MediaKinds.All : MediaKinds.None;
        return element.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }

    private static MediaKinds? KindOf(string name) => name switch
    {
        "a" or "audio" => MediaKinds.Audio,
        "v" or "video" => MediaKinds.Video,
        "sa" or "screenAudio" => MediaKinds.ScreenAudio,
        "sv" or "screenVideo" => MediaKinds.ScreenVideo,
        "ca" or "customAudio" => MediaKinds.CustomAudio,
        "cv" or "customVideo" => MediaKinds.CustomVideo,
        _ => null,
    };
}
