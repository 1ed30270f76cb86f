using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Events;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Api.Webhooks;

/// <summary><c>/webhooks</c>.</summary>
internal sealed class WebhooksResource(Store store, SecretBox box, WebhookClient client, WebhookSettings settings) : IApiResource
{
    private const string Tag = "webhooks";
    private const string HmacPurpose = "webhook-hmac";
    private const string BasicAuthPurpose = "webhook-basic-auth";
    private const string Probe = """{"test":"test"}""";

    private static readonly ApiError ProbeFailed = ApiError.Invalid("non-200 status code returned from webhook endpoint, recvd 500");
    private static readonly ApiError Unknown = ApiError.NotFound("webhook 1b9d6bcd-0000-4000-8000-000000000000 not found");

    public IEnumerable<ApiOperation> Operations =>
    [
        new("POST", "/webhooks", "CreateWebhook", "Create a webhook", CreateAsync)
        {
            Tag = Tag,
            Body = WebhookBody.Create,
            Answer = WebhookBody.Answer,
            Description = "The URL is probed with {\"test\":\"test\"} and must answer 200 within a few seconds; a redirect is no success.",
            Refusals = [ProbeFailed],
        },
        new("GET", "/webhooks", "ListWebhooks", "List the webhooks", ListAsync) { Tag = Tag, Answer = new ListRule(WebhookBody.Answer, 0, 1000) },
        new("GET", "/webhooks/{uuid}", "GetWebhook", "Get a webhook", GetAsync) { Tag = Tag, Answer = WebhookBody.Answer, Refusals = [Unknown] },
        new("POST", "/webhooks/{uuid}", "UpdateWebhook", "Change a webhook, and start one again that has failed", UpdateAsync)
        {
            Tag = Tag,
            Body = WebhookBody.Update,
            Answer = WebhookBody.Answer,
            Refusals = [ProbeFailed, Unknown],
        },
        new("DELETE", "/webhooks/{uuid}", "DeleteWebhook", "Delete a webhook", DeleteAsync) { Tag = Tag, Refusals = [Unknown] },
    ];

    private async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var webhook = new StoredWebhook
        {
            Id = Guid.CreateVersion7(call.Now).ToString(),
            DomainId = call.DomainId,
            Url = "",
            SealedHmac = box.Seal(HmacPurpose, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))),
            RetryType = "circuit-breaker",
            EventTypes = "",
            State = "ACTIVE",
            CreatedAt = call.Now,
            UpdatedAt = call.Now,
        };
        Apply(webhook, call.Body);
        if (await ProbeAsync(webhook, call.Cancel) is { } problem)
        {
            return problem;
        }

        return await store.WriteAsync<ApiAnswer>(
            async context =>
            {
                // counted inside the transaction; PostgreSQL needs the domain's row held, or two requests count the same
                await context.Domains.Where(domain => domain.Id == call.DomainId).ExecuteUpdateAsync(set => set.SetProperty(domain => domain.Name, domain => domain.Name), call.Cancel);
                if (await context.Webhooks.CountAsync(row => row.DomainId == call.DomainId, call.Cancel) >= settings.MaxPerDomain)
                {
                    return ApiError.Invalid($"the domain has {settings.MaxPerDomain} webhooks already, which is the most it may have");
                }

                context.Webhooks.Add(webhook);
                return Show(webhook);
            },
            call.Cancel);
    }

    private async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        await using var context = store.Open();
        var webhooks = await context.Webhooks.Where(row => row.DomainId == call.DomainId).OrderByDescending(row => row.Id).ToListAsync(call.Cancel);
        return new JsonArray([.. webhooks.Select(Show)]);
    }

    private async Task<ApiAnswer> GetAsync(ApiCall call)
    {
        await using var context = store.Open();
        return await Find(context, call).SingleOrDefaultAsync(call.Cancel) is { } webhook ? Show(webhook) : NotFound(call);
    }

    private async Task<ApiAnswer> UpdateAsync(ApiCall call)
    {
        await using (var context = store.Open())
        {
            if (await Find(context, call).SingleOrDefaultAsync(call.Cancel) is not { } draft)
            {
                return NotFound(call);
            }

            Apply(draft, call.Body);
            if (await ProbeAsync(draft, call.Cancel) is { } problem)
            {
                return problem;
            }
        }

        return await store.WriteAsync<ApiAnswer>(
            async context =>
            {
                if (await Find(context, call).SingleOrDefaultAsync(call.Cancel) is not { } webhook)
                {
                    return NotFound(call);
                }

                Apply(webhook, call.Body);
                webhook.State = "ACTIVE";
                webhook.FailedCount = 0;
                webhook.UpdatedAt = call.Now;
                return Show(webhook);
            },
            call.Cancel);
    }

    private async Task<ApiAnswer> DeleteAsync(ApiCall call)
    {
        var deleted = await store.WriteAsync(context => Find(context, call).ExecuteDeleteAsync(call.Cancel), call.Cancel);
        return deleted == 0 ? NotFound(call) : ApiAnswer.Empty;
    }

    private static IQueryable<StoredWebhook> Find(StoreContext context, ApiCall call)
    {
        var id = call.Route("uuid").ToLowerInvariant();
        return context.Webhooks.Where(row => row.DomainId == call.DomainId && row.Id == id);
    }

    private static ApiError NotFound(ApiCall call) => ApiError.NotFound($"webhook {call.Route("uuid")} not found");

    private async Task<ApiError?> ProbeAsync(StoredWebhook webhook, CancellationToken cancel)
    {
        var basicAuth = webhook.SealedBasicAuth is { } text ? box.Unseal(BasicAuthPurpose, text) : null;
        var patience = TimeSpan.FromSeconds(settings.ProbeSeconds);
        var (status, problem) = await client.PostAsync(webhook.Url, Probe, box.Unseal(HmacPurpose, webhook.SealedHmac), basicAuth, patience, cancel);
        return status switch
        {
            200 => null,
            { } other => ApiError.Invalid($"non-200 status code returned from webhook endpoint, recvd {other.ToString(CultureInfo.InvariantCulture)}"),
            null => ApiError.Invalid($"non-200 status code returned from webhook endpoint, recvd none: {problem}"),
        };
    }

    private void Apply(StoredWebhook webhook, JsonElement body)
    {
        foreach (var member in body.EnumerateObject())
        {
            var text = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null;
            switch (member.Name)
            {
                case "url":
                    webhook.Url = text!;
                    break;
                case "eventTypes":
                    webhook.EventTypes = string.Join(',', member.Value.EnumerateArray().Select(type => type.GetString()).Distinct());
                    break;
                case "hmac" when text is not null:
                    webhook.SealedHmac = box.Seal(HmacPurpose, text);
                    break;
                case "basicAuth":
                    webhook.SealedBasicAuth = text is null ? null : box.Seal(BasicAuthPurpose, text);
                    break;
                case "retryType":
                    webhook.RetryType = text ?? "circuit-breaker";
                    break;
            }
        }
    }

    private JsonObject Show(StoredWebhook webhook) => new()
    {
        ["uuid"] = webhook.Id,
        ["url"] = webhook.Url,
        ["hmac"] = box.Unseal(HmacPurpose, webhook.SealedHmac),
        ["basicAuth"] = webhook.SealedBasicAuth is { } basicAuth ? box.Unseal(BasicAuthPurpose, basicAuth) : null,
        ["retryType"] = webhook.RetryType,
        ["eventTypes"] = new JsonArray([.. webhook.EventTypes.Split(',').Select(type => JsonValue.Create(type))]),
        ["state"] = webhook.State,
        ["failedCount"] = webhook.FailedCount,
        ["lastMomentPushed"] = webhook.LastMomentPushed is { } pushed ? RoomView.Time(pushed) : null,
        ["domainId"] = webhook.DomainId,
        ["createdAt"] = RoomView.Time(webhook.CreatedAt),
        ["updatedAt"] = RoomView.Time(webhook.UpdatedAt),
    };
}
