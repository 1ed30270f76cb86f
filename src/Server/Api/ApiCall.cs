using System.Text.Json;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Api;

/// <summary>One authenticated request whose body and query have passed their rules.</summary>
/// <param name="Http">The request.</param>
/// <param name="Key">Who asks.</param>
/// <param name="Body">The body; an empty object where none came.</param>
/// <param name="Now">The moment of the request.</param>
internal sealed record ApiCall(HttpContext Http, ApiKey Key, JsonElement Body, DateTimeOffset Now)
{
    /// <summary>The one room that the bearer's meeting token is good for; null for API keys and for tokens of all rooms.</summary>
    public string? TokenRoom { get; init; }

    public string DomainId => Key.DomainId;

    public CancellationToken Cancel => Http.RequestAborted;

    /// <summary>A part of the path, decoded.</summary>
    public string Route(string name) => (string)Http.Request.RouteValues[name]!;

    /// <summary>A query parameter, or null.</summary>
    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;
}
