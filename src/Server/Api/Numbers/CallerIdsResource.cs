using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Api.Numbers;

/// <summary>
/// Our own addition: the numbers a call from a room may show. It is all that an owner's token may read of numbers: nothing of trunks, nothing to change.
/// </summary>
internal sealed class CallerIdsResource(Store store, CallRooms rooms) : IApiResource
{
    private const int MostRows = 100;

    private static readonly ObjectRule Number = new(
        Field.Text("id", 36, "Its id: what callerId takes."),
        Field.Text("name", 128, "What the domain calls it."),
        new Field("number", PhoneText.Rule, "The number."));

    public IEnumerable<ApiOperation> Operations =>
    [
        new("GET", "/rooms/{room_name}/callerIds", "ListCallerIds", "The owned numbers that a call from this room may show, oldest first", ListAsync)
        {
            Tag = "dial-out",
            OpenToOwners = true,
            Answer = RoomsResource.Page(Number),
            Description = $"Own addition. The first {MostRows}; a call that names none shows the first.",
        },
    ];

    private async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        if (await rooms.FindAsync(call) is null)
        {
            return ApiError.NoRoom(call.Route("room_name"));
        }

        await using var context = store.Open();
        var numbers = await context.PhoneNumbers.Where(row => row.DomainId == call.DomainId).OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).Take(MostRows).ToListAsync(call.Cancel);
        return new JsonObject
        {
            ["total_count"] = numbers.Count,
            ["data"] = new JsonArray([.. numbers.Select(row => new JsonObject { ["id"] = row.Id, ["name"] = row.Name, ["number"] = row.Number })]),
        };
    }
}
