using System.Text.Json;
using System.Text.Json.Nodes;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api.Rooms;

/// <summary>Codec lists, first preferred. Daily's own sample nests them one level; both forms mean the same.</summary>
internal static class CodecFields
{
    public static readonly string[] Audio = ["OPUS", "G722", "PCMU", "PCMA"];

    public static readonly string[] Video = ["H264", "VP8"];

    public static readonly ObjectRule Rule = new(
        new Field("audio", List(new ChoiceRule(Audio) { Otherwise = "audio codec must be one of OPUS, PCMU, PCMA, G722" }), "Audio codecs, first preferred.") { Example = new JsonArray("OPUS", "PCMU") },
        new Field("video", List(new ChoiceRule(Video) { Otherwise = "video codec must be H264 or VP8" }), "Video codecs, first preferred.") { Example = new JsonArray("H264") });

    /// <summary>The list under a key in its flat form; empty where absent.</summary>
    public static IReadOnlyList<string> Flatten(JsonElement codecs, string key)
    {
        if (codecs.ValueKind != JsonValueKind.Object || !codecs.TryGetProperty(key, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        return [.. list.EnumerateArray().SelectMany(item => item.ValueKind == JsonValueKind.Array ? item.EnumerateArray().Select(name => name.GetString()!) : [item.GetString()!]).Distinct()];
    }

    private static EitherRule List(ChoiceRule names) => new(new ListRule(names, 1, 8), new ListRule(new ListRule(names, 1, 8), 1, 1));
}
