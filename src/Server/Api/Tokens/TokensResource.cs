using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Api.Tokens;

/// <summary><c>/meeting-tokens</c>.</summary>
internal sealed class TokensResource(TokenReader reader) : IApiResource
{
    private const string Tag = "meeting-tokens";

    private static readonly ObjectRule Create = new(new Field("properties", TokenProperties.Rule, "The token's properties."));

    public IEnumerable<ApiOperation> Operations =>
    [
        new("POST", "/meeting-tokens", "CreateMeetingToken", "Create a meeting token", CreateAsync)
        {
            Tag = Tag,
            Body = Create,
            Answer = new ObjectRule(new Field("token", new TextRule(CompactJwt.MaxLength), "A JSON web token, HS256, signed with the API key of the request: it is valid as long as that key.") { Required = true }),
            Description = "A token may as well be made without the server: sign the short-named claims with the API key, with r (room), d (domain id) and iat among them.",
            Refusals = [ApiError.Invalid("exp was '1', which is in the past rather than in the future")],
        },
        new("GET", "/meeting-tokens/{meeting_token}", "ValidateMeetingToken", "Check a meeting token and show what it says", ValidateAsync)
        {
            Tag = Tag,
            Query = [Field.Flag("ignoreNbf", false, "A token whose nbf is still to come is valid.")],
            Answer = TokenProperties.Rule,
            Refusals = [ApiError.Invalid("the token has expired")],
        },
    ];

    private static Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var payload = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(payload))
        {
            WriteClaims(writer, call);
        }

        return Task.FromResult<ApiAnswer>(new JsonObject { ["token"] = CompactJwt.Sign(payload.WrittenSpan, call.Key.Secret) });
    }

    private static void WriteClaims(Utf8JsonWriter writer, ApiCall call)
    {
        writer.WriteStartObject();
        if (call.Body.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null))
            {
                writer.WritePropertyName(DailyClaimNames.ToShort.GetValueOrDefault(property.Name, property.Name));
                property.Value.WriteTo(writer);
            }
        }

        writer.WriteString("d", call.DomainId);
        writer.WriteNumber("iat", call.Now.ToUnixTimeSeconds());
        writer.WriteEndObject();
    }

    private async Task<ApiAnswer> ValidateAsync(ApiCall call)
    {
        var times = bool.TryParse(call.Query("ignoreNbf"), out var ignore) && ignore ? TokenTimes.ExpiryOnly : TokenTimes.Both;
        var token = await reader.ReadAsync(call.Route("meeting_token"), times, call.Cancel);
        if (token.Refusal != TokenRefusal.None)
        {
            return ApiError.Invalid(token.Refusal.Sentence());
        }

        if (token.Grant?.DomainId != call.DomainId)
        {
            return ApiError.Invalid("the token belongs to another domain");
        }

        var answer = new JsonObject();
        foreach (var claim in token.Claims.EnumerateObject().Where(claim => claim.Name is not ("d" or "iat" or "domain_id")))
        {
            answer[DailyClaimNames.ToLong.GetValueOrDefault(claim.Name, claim.Name)] = JsonNode.Parse(claim.Value.GetRawText());
        }

        return answer;
    }
}
