using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchroom.Server.Api.Schema;

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record BooleanRule : Rule
{
    public override string? Problem(JsonElement value, Place place, RuleContext context) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : place.Says("must be a boolean", value);

    public override JsonObject Describe() => new() { ["type"] = "boolean" };
}
