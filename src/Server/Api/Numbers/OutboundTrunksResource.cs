using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Api.Numbers;

/// <summary><c>/outbound-trunks</c>, an addition of our own: the carriers and PBXs that calls leave through.</summary>
internal sealed class OutboundTrunksResource(Store store, SecretBox box) : IApiResource
{
    private const string Tag = "outbound-trunks";
    private const string PasswordPurpose = "trunk-password";
    private const int PageLimit = 100;

    private static readonly ApiError Unknown = ApiError.NotFound("outbound trunk 1b9d6bcd-0000-4000-8000-000000000000 not found");
    private static readonly ApiError Taken = ApiError.Invalid("an outbound trunk named carrier-a already exists");

    public IEnumerable<ApiOperation> Operations =>
    [
        new("POST", "/outbound-trunks", "CreateOutboundTrunk", "Create an outbound trunk", CreateAsync)
        {
            Tag = Tag,
            Body = TrunkBody.Create,
            Answer = TrunkBody.Answer,
            Description = "An addition to Daily's API. The password is write-only.",
            Refusals = [Taken],
        },
        new("GET", "/outbound-trunks", "ListOutboundTrunks", "List the outbound trunks, newest first", ListAsync)
        {
            Tag = Tag,
            Query = Paging.Fields(PageLimit),
            Answer = RoomsResource.Page(TrunkBody.Answer),
        },
        new("GET", "/outbound-trunks/{id}", "GetOutboundTrunk", "Get an outbound trunk", GetAsync) { Tag = Tag, Answer = TrunkBody.Answer, Refusals = [Unknown] },
        Update("POST", "UpdateOutboundTrunk"),
        Update("PUT", "PutOutboundTrunk"),
        new("DELETE", "/outbound-trunks/{id}", "DeleteOutboundTrunk", "Delete an outbound trunk; its phone numbers stay, without a trunk", DeleteAsync)
        {
            Tag = Tag,
            Answer = new ObjectRule(Field.Flag("deleted", null, "True.") with { Required = true }, Field.Text("id", 36, "Its id.") with { Required = true }),
            Refusals = [Unknown],
        },
    ];

    private ApiOperation Update(string method, string id) =>
        new(method, "/outbound-trunks/{id}", id, "Change an outbound trunk; what the body does not name stays, null gives a default back", UpdateAsync)
        {
            Tag = Tag,
            Body = TrunkBody.Update,
            Answer = TrunkBody.Answer,
            Refusals = [Taken, Unknown],
        };

    private async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var trunk = new StoredOutboundTrunk
        {
            Id = Guid.CreateVersion7(call.Now).ToString(),
            DomainId = call.DomainId,
            Name = "",
            Address = "",
            Transport = "udp",
            Srtp = "optional",
            Priority = 100,
            CreatedAt = call.Now,
            UpdatedAt = call.Now,
        };
        TrunkBody.Apply(trunk, call.Body, Seal);
        if (trunk is { Register: true, Username: null })
        {
            return ApiError.Invalid("\"register\" needs a \"username\"");
        }

        return await SaveAsync(trunk.Name, call, context =>
        {
            context.OutboundTrunks.Add(trunk);
            return Task.FromResult<ApiAnswer>(TrunkBody.Show(trunk));
        });
    }

    private async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        await using var context = store.Open();
        return await Paging.Of(call, PageLimit).AnswerAsync(context.OutboundTrunks.Where(row => row.DomainId == call.DomainId), TrunkBody.Show, call.Cancel);
    }

    private async Task<ApiAnswer> GetAsync(ApiCall call)
    {
        await using var context = store.Open();
        return await Find(context, call).SingleOrDefaultAsync(call.Cancel) is { } trunk ? TrunkBody.Show(trunk) : NotFound(call);
    }

    private Task<ApiAnswer> UpdateAsync(ApiCall call) => SaveAsync(NameOf(call), call, async context =>
    {
        if (await Find(context, call).SingleOrDefaultAsync(call.Cancel) is not { } trunk)
        {
            return NotFound(call);
        }

        TrunkBody.Apply(trunk, call.Body, Seal);
        trunk.UpdatedAt = call.Now;
        trunk.Version++;
        return TrunkBody.Show(trunk);
    });

    private async Task<ApiAnswer> DeleteAsync(ApiCall call)
    {
        var deleted = await store.WriteAsync(context => Find(context, call).ExecuteDeleteAsync(call.Cancel), call.Cancel);
        return deleted == 0 ? NotFound(call) : new JsonObject { ["deleted"] = true, ["id"] = call.Route("id") };
    }

    private async Task<ApiAnswer> SaveAsync(string name, ApiCall call, Func<StoreContext, Task<ApiAnswer>> work)
    {
        try
        {
            return await store.WriteAsync(work, call.Cancel);
        }
        catch (DbUpdateException exception) when (Store.IsDuplicate(exception))
        {
            return ApiError.Invalid($"an outbound trunk named {name} already exists");
        }
    }

    private static string NameOf(ApiCall call) => call.Body.TryGetProperty("name", out var name) ? name.GetString()! : "";

    private string Seal(string password) => box.Seal(PasswordPurpose, password);

    private static IQueryable<StoredOutboundTrunk> Find(StoreContext context, ApiCall call)
    {
        var id = call.Route("id").ToLowerInvariant();
        return context.OutboundTrunks.Where(row => row.DomainId == call.DomainId && row.Id == id);
    }

    private static ApiError NotFound(ApiCall call) => ApiError.NotFound($"outbound trunk {call.Route("id")} not found");
}
