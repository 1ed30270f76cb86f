using System.Text.Json;
using System.Text.Json.Nodes;
using Switchroom.Server.Api.Calls;

namespace Switchroom.Server.Phone;

/// <summary>What the properties of a room, over those of its domain, say about calls.</summary>
/// <param name="MayDialOut"><c>enable_dialout</c>.</param>
/// <param name="MayStartMeeting"><c>dialout_config.allow_room_start</c>.</param>
/// <param name="MaxSessions"><c>max_sip_pstn_sessions_per_room</c>.</param>
/// <param name="Idle">The idle timers of <c>dialout_config</c>.</param>
internal sealed record DialOutRules(bool MayDialOut, bool MayStartMeeting, int MaxSessions, IdleLimits Idle)
{
    /// <summary>Most SIP and phone legs of a room at once, where the domain does not say otherwise.</summary>
    public const int DefaultMaxSessions = 5;

    public static DialOutRules Of(CallRoom room)
    {
        var config = room.Properties["dialout_config"] as JsonObject ?? [];
        var waiting = TimeSpan.FromSeconds(Number(config, "max_idle_timeout_sec") ?? 0);
        var after = Number(config, "max_idle_timeout_post_conversation_sec") is { } seconds ? TimeSpan.FromSeconds(seconds) : waiting;
        return new DialOutRules(
            Flag(room.Properties, "enable_dialout"),
            Flag(config, "allow_room_start"),
            (int)(Number(room.Properties, "max_sip_pstn_sessions_per_room") ?? DefaultMaxSessions),
            new IdleLimits(waiting, after));
    }

    private static bool Flag(JsonObject properties, string name) => properties[name]?.GetValueKind() == JsonValueKind.True;

    private static double? Number(JsonObject properties, string name) =>
        properties[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? JsonSerializer.Deserialize<double>(value.ToJsonString()) : null;
}
