using System.Text.Json.Nodes;

namespace Switchroom.Server.Api;

/// <summary>What a handler answers with: a JSON body with 200, nothing with 200, or a refusal.</summary>
internal sealed record ApiAnswer(int Status, JsonNode? Body)
{
    /// <summary>200 and no body at all.</summary>
    public static readonly ApiAnswer Empty = new(200, null);

    /// <summary>Writes the body itself, for as long as it takes; null for a JSON body.</summary>
    public Func<HttpContext, Task>? Stream { get; private init; }

    /// <summary>200 and a body that goes on.</summary>
    public static ApiAnswer Streamed(Func<HttpContext, Task> stream) => new(200, null) { Stream = stream };

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
