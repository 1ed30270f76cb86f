using System.Globalization;
using System.Text.Json.Nodes;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Api.Rooms;

/// <summary>Shows a stored room as the API does.</summary>
internal sealed class RoomView(PublicUrl publicUrl, SipAddress sip)
{
    /// <param name="room">The room.</param>
    /// <param name="domain">The domain's properties, which are the defaults of its rooms.</param>
    public JsonObject Show(StoredRoom room, JsonObject domain) => new()
    {
        ["id"] = room.Id,
        ["name"] = room.Name,
        ["api_created"] = true,
        ["privacy"] = room.Private ? "private" : "public",
        ["url"] = $"{publicUrl.Value}/{room.Name}",
        ["created_at"] = Time(room.CreatedAt),
        ["config"] = Config(room, domain),
    };

    /// <summary><c>2026-01-26T09:01:22.000Z</c></summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private JsonObject Config(StoredRoom room, JsonObject domain)
    {
        var config = JsonNode.Parse(room.Properties)!.AsObject();
        foreach (var (name, value) in config.ToArray())
        {
            if (JsonNode.DeepEquals(value, Fallback(name, domain)))
            {
                config.Remove(name);
            }
        }

        if (config["sip"] is JsonObject settings)
        {
            config["sip_uri"] = sip.Of(room, settings);
        }

        if (config["dialin"] is not null)
        {
            config["dialin_code"] = SipAddress.Code(room);
        }

        return config;
    }

    private static JsonNode? Fallback(string name, JsonObject domain) => domain[name] ?? RoomProperties.Rule.Find(name)?.Default;
}
