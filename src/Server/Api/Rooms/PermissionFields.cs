using System.Text.Json.Nodes;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api.Rooms;

/// <summary>What a participant may do and receive: the same four keys in rooms, tokens and update-permissions.</summary>
internal static class PermissionFields
{
    private static readonly string[] SendKinds = ["video", "audio", "screenVideo", "screenAudio", "customVideo", "customAudio"];

    private static readonly Rule Receivable = new EitherRule(
        new BooleanRule(),
        new ObjectRule(
            Field.Flag("video", null, "Camera pictures."),
            Field.Flag("audio", null, "Microphones."),
            Field.Flag("screenVideo", null, "Shared screens."),
            Field.Flag("screenAudio", null, "Sound of shared screens."),
            new Field("customVideo", new MapRule(new TextRule(128, 1), new BooleanRule()), "Custom video tracks by name; * is every one."),
            new Field("customAudio", new MapRule(new TextRule(128, 1), new BooleanRule()), "Custom audio tracks by name; * is every one.")));

    public static readonly ObjectRule CanReceive = new(
        new Field("base", Receivable, "What is received unless a narrower rule says otherwise."),
        new Field("byUserId", new MapRule(new TextRule(128, 1), Receivable), "Per user id of the sender; wins over base."),
        new Field("byParticipantId", new MapRule(new TextRule(128, 1), Receivable), "Per session id of the sender; wins over byUserId."));

    public static readonly ObjectRule Rule = new(
        Field.Flag("hasPresence", true, "Others see the participant."),
        new Field("canSend", new EitherRule(new BooleanRule(), new ListRule(new ChoiceRule(SendKinds), 0, 6)), "What the participant may send: everything, nothing, or a list.") { Default = true },
        new Field("canReceive", CanReceive, "What the participant may receive.") { Default = new JsonObject { ["base"] = true } },
        new Field("canAdmin", new EitherRule(new BooleanRule(), new ListRule(new ChoiceRule("participants", "streaming", "transcription"), 0, 3)), "What the participant may administer.") { Default = false });
}
