using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api.Rooms;

/// <summary>How dial-out behaves in a room.</summary>
internal static class DialOutConfigFields
{
    private const double Day = 86_400;

    public static readonly ObjectRule Rule = new(
        Field.Flag("allow_room_start", false, "A dial-out may start the meeting in an empty room."),
        new Field("dialout_geo", new ChoiceRule(Regions.Names), "Media region when a dial-out starts the room.").StoredOnly,
        Field.Decimal("max_idle_timeout_sec", 0, Day, 0, "Seconds that a dialled party may be alone in the room before it is hung up."),
        Field.Decimal("max_idle_timeout_post_conversation_sec", 0, Day, null, "The same once others were there and have left; absent takes max_idle_timeout_sec."));
}
