using System.Text.Json;

namespace Switchroom.Server.Tokens;

/// <summary>A list of names as Daily writes it: an array in the REST API, one string with commas in a token.</summary>
internal static class NameList
{
    /// <summary>The names, or null when it is neither form.</summary>
    public static IReadOnlyList<string>? TryRead(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        JsonValueKind.Array when element.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [.. element.EnumerateArray().Select(item => item.GetString()!)],
        _ => null,
    };
}
