using System.Text.RegularExpressions;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api.Rooms;

/// <summary>Properties that concern only a ready-made call page: stored and given back.</summary>
internal static partial class PrebuiltFields
{
    private const string Meaning = "For a ready-made call page; stored and given back.";

    public static readonly IReadOnlyList<Field> All =
    [
        Field.Flag("enable_people_ui", null, Meaning),
        Field.Flag("enable_cpu_warning_notifications", null, Meaning),
        Field.Flag("enable_pip_ui", null, Meaning),
        Field.Flag("enable_emoji_reactions", null, Meaning),
        Field.Flag("enable_hand_raising", null, Meaning),
        Field.Flag("enable_prejoin_ui", null, Meaning),
        Field.Flag("enable_live_captions_ui", null, Meaning),
        Field.Flag("enable_network_ui", null, Meaning),
        Field.Flag("enable_noise_cancellation_ui", null, Meaning),
        Field.Flag("enable_breakout_rooms", null, Meaning),
        Field.Flag("enable_video_processing_ui", true, Meaning),
        Field.Flag("enable_chat", false, Meaning),
        Field.Flag("enable_shared_chat_history", true, Meaning),
        Field.Flag("enable_advanced_chat", false, Meaning),
        Field.Flag("experimental_optimize_large_calls", null, Meaning),
        Language,
    ];

    /// <summary>Language of the page.</summary>
    public static Field Language => new(
        "lang", new TextRule(16, 2) { Pattern = LanguageTag(), Expected = "must be a language such as en or pt-BR, or the word user" }, "Language of the call page.") { Default = "en" };

    [GeneratedRegex(@"^(user|[a-z]{2,3}(-[A-Za-z]{2,8})?)\z")]
    private static partial Regex LanguageTag();
}
