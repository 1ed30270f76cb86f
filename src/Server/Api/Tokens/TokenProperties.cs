using System.Text.Json;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api.Tokens;

/// <summary>Every property of a meeting token, by its long name.</summary>
internal static class TokenProperties
{
    private const double TenYears = 315_360_000;

    public static readonly ObjectRule Rule = new(
        new("room_name", new TextRule(RoomNames.Longest, 1), "The only room the token is for; absent means any room of the domain."),
        new("nbf", new MomentRule(), "Not valid before this moment."),
        new("exp", new MomentRule(Future: true), "Not valid from this moment on."),
        Field.Flag("eject_at_token_exp", false, "The bearer is ejected at exp. With this or eject_after_elapsed the room's own two ejection properties do not count."),
        Field.Whole("eject_after_elapsed", 1, TenYears, null, "Seconds after joining at which the bearer is ejected."),
        Field.Flag("is_owner", false, "The bearer owns the meeting."),
        Field.Text("user_name", 1024, "Shown name."),
        new("user_id", new TextRule(36) { TooLong = "user_id length must be less than or equal to 36" }, "User id, for events and permissions."),
        Field.Flag("enable_screenshare", true, "The bearer may share a screen."),
        Field.Flag("start_video_off", false, "The room page starts with the camera off."),
        Field.Flag("start_audio_off", false, "The room page starts with the microphone off."),
        new Field("enable_recording", RecordingFields.Modes, "Which recordings the bearer may make.").StoredOnly,
        Field.Flag("enable_prejoin_ui", null, "For a ready-made call page.").StoredOnly,
        Field.Flag("enable_live_captions_ui", null, "For a ready-made call page.").StoredOnly,
        Field.Flag("enable_recording_ui", true, "For a ready-made call page.").StoredOnly,
        Field.Flag("enable_terse_logging", false, "The client logs less.").StoredOnly,
        Field.Flag("knocking", false, "The bearer must knock.").StoredOnly,
        Field.Flag("start_cloud_recording", false, "A recording starts when the bearer joins.").StoredOnly,
        new Field("start_cloud_recording_opts", new AnyRule(8192, JsonValueKind.Object), "Settings of that recording.").StoredOnly,
        Field.Flag("auto_start_transcription", false, "A transcription starts when the bearer joins.").StoredOnly,
        Field.Flag("close_tab_on_exit", false, "For a ready-made call page.").StoredOnly,
        new Field("redirect_on_meeting_exit", new TextRule(2048) { Format = "uri" }, "Where the room page goes when its stay is over: left, removed, or the room closed. Only http and https."),
        Field.Flag("intercom_join_alert", false, "Stored in the token."),
        new Field("meeting_join_hook", new TextRule(255) { Format = "uri" }, "URL that the client calls when it joins.").StoredOnly,
        PrebuiltFields.Language,
        new("permissions", PermissionFields.Rule, "What the bearer may do; wins over the room's."));
}
