using System.Collections.Frozen;

namespace Switchroom.Server.Tokens;

/// <summary>
/// The names of a Daily meeting token's properties: long in the REST API, short in the signed token. <c>nbf</c> and <c>exp</c> are
/// the same in both.
/// </summary>
internal static class DailyClaimNames
{
    private static readonly (string Long, string Short)[] Pairs =
    [
        ("domain_id", "d"),
        ("room_name", "r"),
        ("user_id", "ud"),
        ("user_name", "u"),
        ("is_owner", "o"),
        ("knocking", "k"),
        ("permissions", "p"),
        ("start_video_off", "vo"),
        ("start_audio_off", "ao"),
        ("enable_screenshare", "ss"),
        ("enable_recording", "er"),
        ("enable_recording_ui", "erui"),
        ("eject_at_token_exp", "ejt"),
        ("eject_after_elapsed", "eje"),
        ("start_cloud_recording", "sr"),
        ("start_cloud_recording_opts", "sro"),
        ("auto_start_transcription", "ast"),
        ("close_tab_on_exit", "ctoe"),
        ("redirect_on_meeting_exit", "rome"),
        ("intercom_join_alert", "ij"),
        ("meeting_join_hook", "mjh"),
        ("lang", "uil"),
    ];

    /// <summary>From the REST API's name to the token's.</summary>
    public static FrozenDictionary<string, string> ToShort { get; } = Pairs.ToFrozenDictionary(pair => pair.Long, pair => pair.Short);

    /// <summary>From the token's name to the REST API's.</summary>
    public static FrozenDictionary<string, string> ToLong { get; } = Pairs.ToFrozenDictionary(pair => pair.Short, pair => pair.Long);
}
