using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Api;

/// <summary>What every operation has in common: key, rate, body, rules, handler, answer, in this order.</summary>
internal sealed class ApiPipeline(ApiKeys keys, OwnerTokens owners, RateLimiter limiter, ApiSettings settings, TimeProvider clock)
{
    private const string Scheme = "Bearer ";

    private static readonly JsonWriterOptions Output = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task HandleAsync(ApiOperation operation, HttpContext http)
    {
        var answer = await AnswerAsync(operation, http);
        await (answer.Stream is { } stream ? stream(http) : WriteAsync(http.Response, answer));
    }

    /// <summary>Writes an answer as compact UTF-8 JSON.</summary>
    public static async Task WriteAsync(HttpResponse response, ApiAnswer answer)
    {
        response.StatusCode = answer.Status;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        if (answer.Body is null)
        {
            response.ContentLength = 0;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        await using (var writer = new Utf8JsonWriter(response.BodyWriter, Output))
        {
            answer.Body.WriteTo(writer);
        }

        await response.BodyWriter.FlushAsync();
    }

    private async Task<ApiAnswer> AnswerAsync(ApiOperation operation, HttpContext http)
    {
        var (key, refusal, tokenRoom) = await AuthenticateAsync(operation, http.Request);
        if (key is null)
        {
            return refusal!;
        }

        if (limiter.SecondsToWait(key, operation.Rate) is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return new ApiError(429, "rate-limit-error", $"too many requests; try again in {seconds} s");
        }

        var now = clock.GetUtcNow();
        var context = new RuleContext(now, settings.UnknownKeys);
        JsonElement body = default;
        if (operation.Body is not null)
        {
            (body, var error) = await RequestBody.ReadAsync(http.Request, settings);
            error ??= operation.Body.Problem(body, new Place(""), context) is { } problem ? ApiError.Invalid(problem) : null;
            if (error is not null)
            {
                return error;
            }
        }

        var call = new ApiCall(http, key, body, now) { TokenRoom = tokenRoom };
        return QueryProblem(operation, call, context) is { } wrong ? ApiError.Invalid(wrong) : await operation.Handler(call);
    }

    private async Task<Bearer> AuthenticateAsync(ApiOperation operation, HttpRequest request)
    {
        var header = request.Headers.Authorization;
        var text = header.Count == 1 ? header[0]! : "";
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || text.AsSpan(Scheme.Length).Trim().IsEmpty)
        {
            return new Bearer(null, new ApiError(400, "authorization-header-error", "the Authorization header must be: Bearer, a space, and an API key"));
        }

        var bearer = text[Scheme.Length..].Trim();
        if (operation.OpenToOwners && OwnerTokens.LooksLikeToken(bearer))
        {
            return await owners.FindAsync(bearer, (string)request.RouteValues["room_name"]!, request.HttpContext.RequestAborted);
        }

        var key = await keys.FindBySecretAsync(bearer, request.HttpContext.RequestAborted);
        return new Bearer(key, key is null ? new ApiError(401, "authentication-error") : null);
    }

    private static string? QueryProblem(ApiOperation operation, ApiCall call, RuleContext context)
    {
        foreach (var field in operation.Query)
        {
            if (call.Query(field.Name) is { } text && field.Rule.Problem(ToJson(text, field.Rule), new Place(field.Name), context) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    // a query has only strings; where the rule wants a number or a boolean, text that is one counts as one
    private static JsonElement ToJson(string text, Rule rule)
    {
        JsonNode node = rule switch
        {
            NumberRule when double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
            BooleanRule when bool.TryParse(text, out var flag) => JsonValue.Create(flag),
            _ => JsonValue.Create(text),
        };
        return JsonSerializer.SerializeToElement(node);
    }
}
