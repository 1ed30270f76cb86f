using System.Text.Json;
using System.Text.Json.Nodes;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api.Rooms;

/// <summary>Bodies that create or change rooms, and the room object that answers them.</summary>
internal static class RoomBody
{
    private static readonly Field Privacy = Field.Choice("privacy", "public", "Who may join: everybody, or only holders of a token.", "public", "private");
    private static readonly Field Properties = new("properties", RoomProperties.Rule, "The room's properties. Null gives a property its default back.");

    private static readonly Field Name = new("name", new TextRule(1024), "Letters, digits, - and _, up to 128. Absent means a random one.") { Example = "hello" };

    public static readonly ObjectRule Create = new(Name, Privacy, Properties)
    {
        Together = (body, _, _) => body.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? RoomNames.Problem(name.GetString()!) : null,
    };

    public static readonly ObjectRule Update = new(Privacy, Properties);

    public static readonly ObjectRule CreateMany = new(
        new Field("rooms", new ListRule(Create, 1, BatchLimit), "The rooms: all are created, or none.") { Required = true })
    {
        Together = FewBuckets,
    };

    public static readonly ObjectRule DeleteMany = new(
        new Field("room_names", new ListRule(new TextRule(RoomNames.Longest, 1), 1, BatchLimit), "Names: all are deleted, or none.") { Required = true });

    public static readonly ObjectRule Answer = new(
        Field.Text("id", 36, "A UUID.") with { Required = true },
        Field.Text("name", RoomNames.Longest, "The room's name.") with { Required = true },
        Field.Flag("api_created", null, "Made through this API.") with { Required = true },
        Privacy with { Required = true },
        new Field("url", new TextRule(2048) { Format = "uri" }, "The room's page.") { Required = true },
        new Field("created_at", new TextRule(30) { Format = "date-time" }, "When it was made.") { Required = true, Example = "2026-01-26T09:01:22.000Z" },
        new Field("config", new AnyRule(1 << 20, JsonValueKind.Object), "The properties that differ from their defaults.") { Required = true });

    /// <summary>Most rooms of one batch.</summary>
    public const int BatchLimit = 1000;

    private const int MostBuckets = 10;

    /// <summary>The list of names that stand in the properties of a room, changed as a body says: null takes a property away.</summary>
    public static void Merge(JsonObject properties, JsonElement body)
    {
        if (!body.TryGetProperty("properties", out var changes) || changes.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var change in changes.EnumerateObject())
        {
            if (change.Value.ValueKind == JsonValueKind.Null)
            {
                properties.Remove(change.Name);
            }
            else
            {
                properties[change.Name] = change.Name == "sip" ? WithFlatCodecs(change.Value) : JsonNode.Parse(change.Value.GetRawText());
            }
        }
    }

    private static JsonNode WithFlatCodecs(JsonElement sip)
    {
        var copy = JsonNode.Parse(sip.GetRawText())!.AsObject();
        if (copy["codecs"] is JsonObject codecs)
        {
            foreach (var kind in codecs.Select(pair => pair.Key).ToArray())
            {
                codecs[kind] = new JsonArray([.. CodecFields.Flatten(sip.GetProperty("codecs"), kind).Select(name => JsonValue.Create(name))]);
            }
        }

        return copy;
    }

    private static string? FewBuckets(JsonElement body, Place place, RuleContext context)
    {
        var buckets = body.GetProperty("rooms").EnumerateArray()
            .Select(room => room.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
                && properties.TryGetProperty("recordings_bucket", out var bucket) && bucket.ValueKind == JsonValueKind.Object ? bucket.GetRawText() : "")
            .Where(bucket => bucket.Length > 0).Distinct().Count();
        return buckets > MostBuckets ? $"\"rooms\" must not name more than {MostBuckets} different recordings_bucket values" : null;
    }
}
