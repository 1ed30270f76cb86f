using System.Text.Json;
using System.Text.Json.Nodes;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api.Domains;

/// <summary>Every property of a domain: the defaults of its rooms, and some of its own.</summary>
internal static class DomainProperties
{
    private static readonly TextRule Url = new(2048) { Format = "uri" };

    private static readonly ObjectRule Spoken = new(Field.Text("message", 2048, "What is spoken."));

    private static readonly ObjectRule Pinless = new(
        new Field("phone_number", PhoneText.Rule, "The number that is called; absent for SIP alone."),
        new Field("room_creation_api", Url, "URL that is asked for a room when a call comes in.") { Required = true },
        Field.Text("name_prefix", 128, "Beginning of names."),
        Field.Text("hmac", 256, "Base64 secret that signs those requests."),
        Field.Text("sip_uri", 512, "Where to call.") with { ReadOnly = true },
        new Field("hold_music_url", Url, "What a caller hears meanwhile."),
        new Field("timeout_config", Spoken, "What is spoken when no room comes."));

    private static readonly ObjectRule Pin = new(
        new Field("phone_number", PhoneText.Rule, "The number that is called.") { Required = true },
        Field.Text("name_prefix", 128, "Beginning of names."),
        new Field("ivr_greeting", Spoken, "What is spoken before the PIN."));

    /// <summary>Concurrent phone and SIP legs of a room unless the domain says otherwise.</summary>
    public const int DefaultCallsPerRoom = 5;

    public static readonly ObjectRule Rule = new(
    [
        .. RoomProperties.Shared,
        new Field("enable_recording", RecordingFields.Modes, "Which recordings may be made.").StoredOnly,
        Field.Whole("max_sip_pstn_sessions_per_room", 0, 1000, DefaultCallsPerRoom, "Phone and SIP legs that a room may have at once."),
        Field.Flag("hide_daily_branding", false, "For a ready-made call page.").StoredOnly,
        Field.Flag("hipaa", false, "Stored and given back."),
        Field.Flag("intercom_auto_record", false, "Stored and given back."),
        new Field("redirect_on_meeting_exit", Url, "For a ready-made call page.").StoredOnly,
        new("webhook_meeting_end", Url, "Stored and given back; webhooks tell the end of a meeting."),
        Field.Whole("max_live_streams", 0, 1000, null, "Stored and given back."),
        Field.Whole("max_streaming_instances_per_room", 0, 1000, null, "Stored and given back."),
        new Field("pinless_dialin", new ListRule(Pinless, 0, 100), "Numbers whose callers are put into rooms by your server. Replaced as a whole.").StoredOnly,
        new Field("pin_dialin", new ListRule(Pin, 0, 100), "Numbers whose callers type a PIN. Replaced as a whole.").StoredOnly,
    ])
    {
        Example = new JsonObject { ["max_sip_pstn_sessions_per_room"] = 10, ["enable_dialout"] = true },
        Together = EachNumberOnce,
    };

    // a number leads to one place
    private static string? EachNumberOnce(JsonElement properties, Place place, RuleContext context)
    {
        var twice = Numbers(properties, "pinless_dialin").Concat(Numbers(properties, "pin_dialin"))
            .GroupBy(number => number).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? null : $"the phone number {twice.Key} is used twice; a number can be in one dial-in configuration";
    }

    private static IEnumerable<string> Numbers(JsonElement properties, string key) =>
        properties.TryGetProperty(key, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.TryGetProperty("phone_number", out var number) && number.ValueKind == JsonValueKind.String)
                .Select(item => item.GetProperty("phone_number").GetString()!)
            : [];
}
