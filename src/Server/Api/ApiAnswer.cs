using System.Text.Json.Nodes;

namespace Switchroom.Server.Api;

/// <summary>What a handler answers with: a JSON body with 200, nothing with 200, or a refusal.</summary>
internal sealed record ApiAnswer(int Status, JsonNode? Body)
{
    /// <summary>200 and no body at all.</summary>
    public static readonly ApiAnswer Empty = new(200, null);

    public static implicit operator ApiAnswer(JsonNode body) => new(200, body);

    public static implicit operator ApiAnswer(ApiError error) => new(error.Status, ToJson(error));

    public static JsonObject ToJson(ApiError error)
    {
        var body = new JsonObject { ["error"] = error.Error };
        if (error.Info is not null)
        {
            body["info"] = error.Info;
        }

        return body;
    }
}
