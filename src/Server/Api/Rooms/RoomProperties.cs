using System.Text.Json;
using System.Text.Json.Nodes;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api.Rooms;

/// <summary>Every property of a room: validation, defaults, echo and the OpenAPI document are all made from this table.</summary>
internal static class RoomProperties
{
    private const double TenYears = 315_360_000;
    private const double YearSeconds = 31_536_000;

    private static readonly Rule Recording = RecordingFields.Modes;

    private static readonly Field[] Times =
    [
        new("nbf", new MomentRule(), "Nobody may join before this moment."),
        new("exp", new MomentRule(Future: true), "Nobody may join from this moment on, and the room is no longer listed."),
    ];

    /// <summary>Properties that a domain may set for all its rooms.</summary>
    public static readonly IReadOnlyList<Field> Shared =
    [
        Field.Whole("max_participants", 1, 100_000, 200, "How many may be in the room."),
        Field.Flag("eject_at_room_exp", false, "Participants are ejected when the room expires."),
        Field.Whole("eject_after_elapsed", 1, TenYears, null, "Seconds after which a participant is ejected."),
        Field.Flag("enforce_unique_user_ids", false, "Whoever joins with a user id that is in the room takes its place."),
        Field.Flag("enable_hidden_participants", false, "Participants without presence are allowed."),
        Field.Flag("enable_knocking", false, "Whoever may not join a private room may ask to.").StoredOnly,
        Field.Flag("enable_screenshare", true, "Screens may be shared."),
        Field.Flag("enable_dialout", false, "Calls may be made from the room."),
        Field.Flag("start_video_off", false, "Cameras are off at first.").StoredOnly,
        Field.Flag("start_audio_off", false, "Microphones are off at first.").StoredOnly,
        new("permissions", PermissionFields.Rule, "What participants may do whose token does not say otherwise."),
        new Field("geo", new ChoiceRule(Regions.Names), "Media region.").StoredOnly,
        Field.Decimal("sfu_switchover", 0, 1000, 0.5, "Participants from which media goes through the server; it always does here."),
        Field.Flag("enable_mesh_sfu", null, "Whether media may go from client to client; it never does here."),
        Field.Flag("enable_adaptive_simulcast", true, "Senders adapt their simulcast layers.").StoredOnly,
        Field.Flag("enable_multiparty_adaptive_simulcast", false, "The same with more than two participants.").StoredOnly,
        Field.Flag("enable_terse_logging", false, "Clients log less.").StoredOnly,
        new Field("meeting_join_hook", new TextRule(255) { Format = "uri" }, "URL that clients call when they join.").StoredOnly,
        .. RecordingFields.Storage.Select(field => field.StoredOnly),
        .. PrebuiltFields.All,
    ];

    /// <summary>All of them.</summary>
    public static readonly ObjectRule Rule = new(
    [
        .. Times,
        .. Shared,
        new("dialout_config", DialOutConfigFields.Rule, "How dial-out behaves."),
        new("sip", SipFields.Rule, "Gives the room SIP addresses, to which calls can be transferred; null turns it off. Calls from outside to them are refused with 501: they are not built yet."),
        new Field("dialin", SipFields.Dialin, "How telephones reach the room by PIN.").StoredOnly,
        new Field("enable_recording", Recording, "Which recordings may be made.").StoredOnly,
        new("sip_uri", new AnyRule(4096), "The addresses, where sip is set.") { ReadOnly = true },
        new("dialin_code", new TextRule(11), "PIN for telephones, where dialin is set.") { ReadOnly = true },
    ])
    {
        Together = DialinNeedsExpiry,
        Example = new JsonObject { ["exp"] = 1893456000, ["enable_dialout"] = true, ["max_participants"] = 20 },
    };

    private static string? DialinNeedsExpiry(JsonElement properties, Place place, RuleContext context)
    {
        if (!properties.TryGetProperty("dialin", out var dialin) || dialin.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return properties.TryGetProperty("exp", out var exp) && exp.ValueKind == JsonValueKind.Number
            && exp.GetDouble() < (context.Now.ToUnixTimeMilliseconds() / 1000.0) + YearSeconds
            ? null
            : "a room with \"dialin\" must have \"exp\" less than 365 days ahead";
    }
}
