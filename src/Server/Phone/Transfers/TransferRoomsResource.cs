using System.Text.Json.Nodes;
using Switchroom.Server.Api;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Phone.Transfers;

/// <summary>Our own addition: the rooms that <c>sipCallTransfer</c> would take a call of this room to, by name.</summary>
internal sealed class TransferRoomsResource(CallRooms rooms, MeetingRooms meetings, RoomAddresses addresses) : IApiResource
{
    private const int MostRows = 100;

    private static readonly ObjectRule Room = new(
        Field.Text("name", RoomNames.Longest, "The room's name."),
        Field.Text("toEndPoint", 2048, "Its SIP address: what sipCallTransfer takes."));

    public IEnumerable<ApiOperation> Operations =>
    [
        new("GET", "/rooms/{room_name}/transferRooms", "ListTransferRooms", "The rooms that a call of this room may be moved into, by name", ListAsync)
        {
            Tag = "dial-out",
            OpenToOwners = true,
            Answer = RoomsResource.Page(Room),
            Description = $"Own addition. Of the {MostRows} newest rooms those that host a call or may be started by dial-out. "
                + "A meeting token that is bound to a room moves nobody into another one: for it there are none.",
        },
    ];

    private async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        if (await rooms.FindAsync(call) is not { } here)
        {
            return ApiError.NoRoom(call.Route("room_name"));
        }

        var others = call.TokenRoom is null ? await rooms.NewestAsync(call, MostRows) : [];
        var open = others.Where(room => room.Id != here.Id && (DialOutRules.Of(room).MayStartMeeting || meetings.IsHosting(room)));
        JsonNode[] shown = [.. open.OrderBy(room => room.Name, StringComparer.Ordinal).Select(Show)];
        return new JsonObject { ["total_count"] = shown.Length, ["data"] = new JsonArray(shown) };
    }

    private JsonNode Show(CallRoom room) => new JsonObject { ["name"] = room.Name, ["toEndPoint"] = addresses.AddressOf(room.Name) };
}
