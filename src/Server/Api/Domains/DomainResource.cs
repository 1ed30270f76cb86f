using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Api.Domains;

/// <summary><c>/</c>: the domain of the key.</summary>
internal sealed class DomainResource(Store store, WebhookSettings webhooks) : IApiResource
{
    private const string Tag = "domain";

    private static readonly ObjectRule Update = new(new Field("properties", DomainProperties.Rule, "What changes. Null gives a property its default back."));

    private static readonly ObjectRule Answer = new(
        Field.Text("domain_name", 63, "Its name.") with { Required = true },
        Field.Text("domain_id", 36, "Its id, which self-signed tokens name.") with { Required = true },
        new Field("config", new AnyRule(1 << 20, JsonValueKind.Object), "The properties that differ from their defaults, and the limits that hold.") { Required = true });

    public IEnumerable<ApiOperation> Operations =>
    [
        new("GET", "/", "GetDomain", "Get the domain of the API key", GetAsync) { Tag = Tag, Answer = Answer },
        new("POST", "/", "UpdateDomain", "Change the domain's properties", UpdateAsync) { Tag = Tag, Body = Update, Answer = Answer },
    ];

    private async Task<ApiAnswer> GetAsync(ApiCall call)
    {
        await using var context = store.Open();
        return Show(await context.Domains.SingleAsync(domain => domain.Id == call.DomainId, call.Cancel));
    }

    private Task<ApiAnswer> UpdateAsync(ApiCall call) => store.WriteAsync<ApiAnswer>(
        async context =>
        {
            var domain = await context.Domains.SingleAsync(row => row.Id == call.DomainId, call.Cancel);
            var properties = JsonNode.Parse(domain.Properties)!.AsObject();
            RoomBody.Merge(properties, call.Body);
            domain.Properties = properties.ToJsonString();
            domain.Version++;
            return Show(domain);
        },
        call.Cancel);

    private JsonObject Show(StoredDomain domain)
    {
        var config = JsonNode.Parse(domain.Properties)!.AsObject();
        foreach (var (name, value) in config.ToArray())
        {
            if (JsonNode.DeepEquals(value, DomainProperties.Rule.Find(name)?.Default))
            {
                config.Remove(name);
            }
        }

        config.TryAdd("max_sip_pstn_sessions_per_room", DomainProperties.DefaultCallsPerRoom);
        config["max_webhook_count"] = webhooks.MaxPerDomain;
        return new JsonObject { ["domain_name"] = domain.Name, ["domain_id"] = domain.Id, ["config"] = config };
    }
}
