using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchroom.Server.Api.Schema;

/// <summary>What a JSON value may be: checks values, and describes itself for the OpenAPI document.</summary>
internal abstract record Rule
{
    /// <summary>Null when the value is right, else a sentence that says what is wrong.</summary>
    public abstract string? Problem(JsonElement value, Place place, RuleContext context);

    /// <summary>The rule as a JSON schema.</summary>
    public abstract JsonObject Describe();
}

/// <summary>What rules know besides the value.</summary>
/// <param name="Now">Wall-clock time, for moments that must be in the future.</param>
/// <param name="RefuseUnknownKeys">Whether a key that no field has is an error, or ignored.</param>
internal sealed record RuleContext(DateTimeOffset Now, bool RefuseUnknownKeys = true);
