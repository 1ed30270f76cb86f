using System.Text.Json;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api.Rooms;

/// <summary>How a room is reached from SIP and by PIN.</summary>
internal static class SipFields
{
    private static readonly ObjectRule DialinConfig = new(
        Field.Flag("allow_room_start", false, "A caller may start the meeting in an empty room."),
        new Field("dialin_geo", new ChoiceRule(Regions.Names), "Media region when a caller starts the room."),
        Field.Decimal("max_idle_timeout_sec", 0, 86_400, 0, "Seconds that a caller may be alone before being hung up."),
        Field.Decimal("max_idle_timeout_post_conversation_sec", 0, 86_400, null, "The same once others were there and have left."),
        Field.Flag("hold_music_enabled", false, "Music while a caller waits."));

    public static readonly ObjectRule Rule = new(
        Field.Text("display_name", 200, "Name of a caller in the room.", 1) with { Required = true },
        Field.Choice("sip_mode", "dial-in", "The only mode there is.", "dial-in"),
        Field.Flag("video", false, "Video from and to SIP."),
        Field.Whole("num_endpoints", 1, 100, 1, "How many SIP addresses the room has."),
        Field.Flag("force_digit_only_username", false, "The address's user has only digits, for systems that dial nothing else."),
        new Field("codecs", CodecFields.Rule, "Codecs offered, first preferred."),
        Field.Choice("provider", null, "Which of Daily's back ends carries it; stored and given back.", "daily", "signalwire"),
        new Field("dialin_config", DialinConfig, "How a caller is treated."))
    {
        Together = OneEndpointForDigits,
    };

    public static readonly ObjectRule Dialin = new(
        Field.Text("display_name", 200, "Name of a caller in the room."),
        Field.Flag("wait_for_meeting_start", false, "Callers wait until the meeting has begun."),
        new Field("room_numbers", new ListRule(new ObjectRule(new Field("phone_number", PhoneText.Rule, "A number of the domain.") { Required = true }), 0, 50), "Numbers that lead to this room."));

    private static string? OneEndpointForDigits(JsonElement sip, Place place, RuleContext context) =>
        sip.TryGetProperty("force_digit_only_username", out var digits) && digits.ValueKind == JsonValueKind.True
        && sip.TryGetProperty("num_endpoints", out var count) && count.ValueKind == JsonValueKind.Number && count.GetDouble() > 1
            ? place.Key("force_digit_only_username").Says("is not allowed with num_endpoints greater than 1", digits)
            : null;
}
