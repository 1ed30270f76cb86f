using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Api.Rooms;

/// <summary><c>/rooms</c> and <c>/batch/rooms</c>.</summary>
internal sealed class RoomsResource(Store store, RoomView view, IRoomCalls calls) : IApiResource
{
    private const string Tag = "rooms";
    private const int PageLimit = 100;

    public IEnumerable<ApiOperation> Operations =>
    [
        new("POST", "/rooms", "CreateRoom", "Create a room", CreateAsync)
        {
            Tag = Tag,
            Body = RoomBody.Create,
            Answer = RoomBody.Answer,
            Refusals = [ApiError.Invalid("a room named hello already exists"), ApiError.Invalid("exp was '1', which is in the past rather than in the future")],
        },
        new("GET", "/rooms", "ListRooms", "List rooms, newest first; expired ones are not listed", ListAsync)
        {
            Tag = Tag,
            Query = Paging.Fields(PageLimit),
            Answer = Page(RoomBody.Answer),
        },
        new("GET", "/rooms/{room_name}", "GetRoom", "Get a room", GetAsync) { Tag = Tag, Answer = RoomBody.Answer, Refusals = [ApiError.NoRoom("hello")] },
        new("POST", "/rooms/{room_name}", "UpdateRoom", "Change a room; what the body does not name stays", UpdateAsync)
        {
            Tag = Tag,
            Body = RoomBody.Update,
            Answer = RoomBody.Answer,
            Refusals = [ApiError.NoRoom("hello")],
        },
        new("DELETE", "/rooms/{room_name}", "DeleteRoom", "Delete a room and eject everybody in it", DeleteAsync)
        {
            Tag = Tag,
            Rate = RateClass.Heavy,
            Answer = new ObjectRule(Field.Flag("deleted", null, "True.") with { Required = true }, Field.Text("name", 128, "The room's name.") with { Required = true }),
            Refusals = [ApiError.NoRoom("hello")],
        },
        new("POST", "/batch/rooms", "CreateRooms", "Create up to 1000 rooms: all or none", CreateManyAsync)
        {
            Tag = Tag,
            Body = RoomBody.CreateMany,
            Answer = new ListRule(RoomBody.Answer, 1, RoomBody.BatchLimit),
        },
        new("DELETE", "/batch/rooms", "DeleteRooms", "Delete up to 1000 rooms: all or none", DeleteManyAsync)
        {
            Tag = Tag,
            Rate = RateClass.Heavy,
            Body = RoomBody.DeleteMany,
            Answer = new ObjectRule(Field.Whole("deleted_count", 0, RoomBody.BatchLimit, null, "How many were deleted.") with { Required = true }),
        },
    ];

    /// <summary>A page of rows.</summary>
    public static ObjectRule Page(Rule row) => new(
        Field.Whole("total_count", 0, int.MaxValue, null, "Rows in all, whatever the cursor.") with { Required = true },
        new Field("data", new ListRule(row, 0, 1000), "The rows of this page.") { Required = true });

    private async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var name = NameOf(call.Body) ?? RoomNames.Random();
        try
        {
            return await store.WriteAsync(
                async context =>
                {
                    await MakeWayAsync(context, call, [name]);
                    var room = NewRoom(call, name, call.Body);
                    context.Rooms.Add(room);
                    return view.Show(room, await context.DomainPropertiesAsync(call.DomainId, call.Cancel));
                },
                call.Cancel);
        }
        catch (DbUpdateException exception) when (Store.IsDuplicate(exception))
        {
            return AlreadyExists(name);
        }
    }

    private async Task<ApiAnswer> CreateManyAsync(ApiCall call)
    {
        var bodies = call.Body.GetProperty("rooms").EnumerateArray().Select(body => (Name: NameOf(body) ?? RoomNames.Random(), Body: body)).ToArray();
        var names = bodies.Select(body => body.Name).ToArray();
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            return ApiError.Invalid($"the room name {twice.Key} stands twice in the batch");
        }

        try
        {
            return await store.WriteAsync<ApiAnswer>(
                async context =>
                {
                    await MakeWayAsync(context, call, names);
                    var taken = await context.Rooms.Of(call.DomainId).Where(room => names.Contains(room.Name)).Select(room => room.Name).FirstOrDefaultAsync(call.Cancel);
                    if (taken is not null)
                    {
                        return AlreadyExists(taken);
                    }

                    var rooms = bodies.Select(body => NewRoom(call, body.Name, body.Body)).ToArray();
                    context.Rooms.AddRange(rooms);
                    var domain = await context.DomainPropertiesAsync(call.DomainId, call.Cancel);
                    return new JsonArray([.. rooms.Select(room => view.Show(room, domain))]);
                },
                call.Cancel);
        }
        catch (DbUpdateException exception) when (Store.IsDuplicate(exception))
        {
            return ApiError.Invalid("a room of this batch was created by another request at the same moment");
        }
    }

    private async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        await using var context = store.Open();
        var domain = await context.DomainPropertiesAsync(call.DomainId, call.Cancel);
        return await Paging.Of(call, PageLimit).AnswerAsync(context.Rooms.Of(call.DomainId).Alive(call.Now), room => view.Show(room, domain), call.Cancel);
    }

    private async Task<ApiAnswer> GetAsync(ApiCall call)
    {
        await using var context = store.Open();
        var name = call.Route("room_name");
        return await RoomStore.FindAsync(context, call.DomainId, name, call.Now, call.Cancel) is var (room, domain) ? view.Show(room, domain) : ApiError.NoRoom(name);
    }

    private async Task<ApiAnswer> UpdateAsync(ApiCall call)
    {
        var name = call.Route("room_name");
        return await store.WriteAsync<ApiAnswer>(
            async context =>
            {
                var room = await context.Rooms.Of(call.DomainId).Alive(call.Now).SingleOrDefaultAsync(row => row.Name == name, call.Cancel);
                if (room is null)
                {
                    return ApiError.NoRoom(name);
                }

                Apply(room, call.Body);
                room.Version++;
                return view.Show(room, await context.DomainPropertiesAsync(call.DomainId, call.Cancel));
            },
            call.Cancel);
    }

    private async Task<ApiAnswer> DeleteAsync(ApiCall call)
    {
        var name = call.Route("room_name");
        var (found, alive) = await store.WriteAsync(
            async context =>
            {
                var room = await context.Rooms.Of(call.DomainId).SingleOrDefaultAsync(row => row.Name == name, call.Cancel);
                if (room is not null)
                {
                    context.Rooms.Remove(room);
                }

                return (Found: room is not null, Alive: room is not null && !(room.ExpiresAt <= call.Now));
            },
            call.Cancel);
        if (!found)
        {
            return ApiError.NoRoom(name);
        }

        await calls.CloseAsync(call.DomainId, name, call.Cancel);
        if (alive)
        {
            return new JsonObject { ["deleted"] = true, ["name"] = name };
        }

        var gone = ApiAnswer.ToJson(ApiError.NoRoom(name));
        gone["deleted"] = true;
        return new ApiAnswer(404, gone);
    }

    private async Task<ApiAnswer> DeleteManyAsync(ApiCall call)
    {
        var names = call.Body.GetProperty("room_names").EnumerateArray().Select(name => name.GetString()!).Distinct().ToArray();
        var answer = await store.WriteAsync<ApiAnswer>(
            async context =>
            {
                var rooms = await context.Rooms.Of(call.DomainId).Where(room => names.Contains(room.Name)).ToListAsync(call.Cancel);
                if (names.Except(rooms.Select(room => room.Name)).FirstOrDefault() is { } missing)
                {
                    return ApiError.NoRoom(missing);
                }

                context.Rooms.RemoveRange(rooms);
                return new JsonObject { ["deleted_count"] = rooms.Count };
            },
            call.Cancel);
        if (answer.Status == 200)
        {
            foreach (var name in names)
            {
                await calls.CloseAsync(call.DomainId, name, call.Cancel);
            }
        }

        return answer;
    }

    // the name of an expired room is free again
    private static Task MakeWayAsync(StoreContext context, ApiCall call, string[] names) =>
        context.Rooms.Of(call.DomainId).Where(room => names.Contains(room.Name) && room.ExpiresAt <= call.Now).ExecuteDeleteAsync(call.Cancel);

    private static StoredRoom NewRoom(ApiCall call, string name, JsonElement body)
    {
        var room = new StoredRoom
        {
            Id = Guid.CreateVersion7(call.Now).ToString(),
            DomainId = call.DomainId,
            Name = name,
            Private = false,
            Properties = "{}",
            CreatedAt = call.Now,
        };
        Apply(room, body);
        return room;
    }

    private static void Apply(StoredRoom room, JsonElement body)
    {
        if (body.TryGetProperty("privacy", out var privacy))
        {
            room.Private = privacy.ValueKind == JsonValueKind.String && privacy.ValueEquals("private");
        }

        var properties = JsonNode.Parse(room.Properties)!.AsObject();
        RoomBody.Merge(properties, body);
        room.Properties = properties.ToJsonString();
        room.ExpiresAt = properties["exp"] is { } exp ? MomentRule.ToTime(exp.GetValue<double>()) : null;
    }

    private static string? NameOf(JsonElement body) =>
        body.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;

    private static ApiError AlreadyExists(string name) => ApiError.Invalid($"a room named {name} already exists");
}
