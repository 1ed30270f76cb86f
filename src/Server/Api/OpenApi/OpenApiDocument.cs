using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Settings;

namespace Switchroom.Server.Api.OpenApi;

/// <summary>The OpenAPI document, made from the operations and rules that serve the requests.</summary>
internal static partial class OpenApiDocument
{
    private const string Description =
        "Daily's REST API for rooms, meeting tokens, dial-out, webhooks and phone numbers, and outbound trunks as an addition. "
        + "Requests are JSON whatever their content type. Success is 200. Refusals are {\"error\": a stable word, \"info\": a sentence}. "
        + "A body key that is not described here is refused.";

    private static readonly (ApiError Error, string Description)[] Common =
    [
        (new ApiError(401, "authentication-error"), "The API key is not valid."),
        (new ApiError(429, "rate-limit-error", "too many requests; try again in 1 s"), "Too many requests; the header Retry-After says how many seconds to wait."),
        (new ApiError(500, "server-error", "the server failed on this request; its log tells more"), "The server failed."),
    ];

    /// <summary>Writes the document.</summary>
    public static JsonObject Write(IEnumerable<ApiOperation> operations, ApiSettings settings)
    {
        var paths = new JsonObject();
        foreach (var operation in operations)
        {
            var path = paths[operation.Path] as JsonObject;
            if (path is null)
            {
                paths[operation.Path] = path = [];
            }

            path[operation.Method.ToLowerInvariant()] = Describe(operation, settings);
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.3",
            ["info"] = new JsonObject { ["title"] = "Switchroom", ["version"] = "1", ["description"] = Description },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/v1" }),
            ["security"] = new JsonArray(new JsonObject { ["apiKey"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["apiKey"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "An API key of the domain: Authorization: Bearer, a space, the key." },
                },
                ["schemas"] = new JsonObject { ["Error"] = ErrorSchema() },
            },
        };
    }

    private static JsonObject Describe(ApiOperation operation, ApiSettings settings)
    {
        var described = new JsonObject
        {
            ["operationId"] = operation.Id,
            ["summary"] = operation.Summary,
            ["description"] = Text(operation, settings),
            ["tags"] = new JsonArray(operation.Tag),
        };
        var parameters = PathParameters(operation.Path).Concat(operation.Query.Select(QueryParameter)).ToArray();
        if (parameters.Length > 0)
        {
            described["parameters"] = new JsonArray(parameters);
        }

        if (operation.Body is { } body)
        {
            described["requestBody"] = new JsonObject
            {
                ["required"] = body.Fields.Any(field => field.Required),
                ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = body.Describe() } },
            };
        }

        described["responses"] = Responses(operation);
        return described;
    }

    private static string Text(ApiOperation operation, ApiSettings settings)
    {
        var limit = operation.Rate switch
        {
            RateClass.Heavy => settings.Heavy,
            RateClass.Calls => settings.Calls,
            _ => settings.Default,
        };
        var rate = string.Create(CultureInfo.InvariantCulture, $"At most {limit.Requests} requests in {limit.Seconds} s per API key, unless the operator says otherwise.");
        return operation.Description is null ? rate : $"{operation.Description} {rate}";
    }

    private static JsonObject Responses(ApiOperation operation)
    {
        var success = new JsonObject { ["description"] = "Done." };
        if (operation.Answer is not null)
        {
            success["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = operation.Answer.Describe() } };
        }

        if (operation.Streams)
        {
            success["content"] = new JsonObject { ["text/event-stream"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } } };
        }

        var responses = new JsonObject { ["200"] = success };
        var refusals = operation.Refusals.Prepend(new ApiError(400, "authorization-header-error", "the Authorization header must be: Bearer, a space, and an API key"));
        if (operation.Body is not null)
        {
            refusals = refusals.Append(ApiError.Invalid("\"x\" is not allowed [Received x=1]"))
                .Append(new ApiError(400, "json-parsing-error", "the request body is not valid JSON: line 1, byte 2"));
        }

        foreach (var group in refusals.GroupBy(refusal => refusal.Status).OrderBy(group => group.Key))
        {
            responses[group.Key.ToString(CultureInfo.InvariantCulture)] = Refusal(group.Key == 404 ? "Not found." : "The request cannot be carried out.", [.. group]);
        }

        foreach (var (error, description) in Common)
        {
            responses[error.Status.ToString(CultureInfo.InvariantCulture)] = Refusal(description, [error]);
        }

        return responses;
    }

    private static JsonObject Refusal(string description, IReadOnlyList<ApiError> examples)
    {
        var shown = new JsonObject();
        for (var i = 0; i < examples.Count; i++)
        {
            shown[string.Create(CultureInfo.InvariantCulture, $"{examples[i].Error}-{i + 1}")] = new JsonObject { ["value"] = ApiAnswer.ToJson(examples[i]) };
        }

        return new JsonObject
        {
            ["description"] = description,
            ["content"] = new JsonObject
            {
                ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Error" }, ["examples"] = shown },
            },
        };
    }

    private static IEnumerable<JsonNode> PathParameters(string path) => PathParameter().Matches(path).Select(match => (JsonNode)new JsonObject
    {
        ["name"] = match.Groups[1].Value,
        ["in"] = "path",
        ["required"] = true,
        ["description"] = match.Groups[1].Value == "room_name" ? "Name of a room." : "As the operation that created it answered.",
        ["schema"] = new JsonObject { ["type"] = "string" },
    });

    private static JsonNode QueryParameter(Field field)
    {
        var schema = field.Rule.Describe();
        if (field.Default is not null)
        {
            schema["default"] = field.Default.DeepClone();
        }

        return new JsonObject { ["name"] = field.Name, ["in"] = "query", ["description"] = field.Description, ["schema"] = schema };
    }

    private static JsonObject ErrorSchema() => new ObjectRule(
        Field.Choice(
            "error", null, "A stable word for programs.", "authentication-error", "authorization-header-error", "json-parsing-error", "invalid-request-error", "not-found",
            "rate-limit-error", "server-error") with { Required = true },
        Field.Text("info", 4096, "A sentence for people.")).Describe();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathParameter();
}
