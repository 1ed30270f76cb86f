using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchroom.Server.Api.Schema;

/// <summary>One of a few strings.</summary>
internal sealed record ChoiceRule(params string[] Choices) : Rule
{
    /// <summary>The whole sentence about anything else, where clients know one.</summary>
    public string? Otherwise { get; init; }

    public override string? Problem(JsonElement value, Place place, RuleContext context)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            foreach (var choice in Choices)
            {
                if (value.ValueEquals(choice))
                {
                    return null;
                }
            }
        }

        return Otherwise ?? place.Says($"must be one of [{string.Join(", ", Choices)}]", value);
    }

    public override JsonObject Describe() =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. Choices.Select(choice => JsonValue.Create(choice))]) };
}
