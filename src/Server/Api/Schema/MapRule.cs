using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchroom.Server.Api.Schema;

/// <summary>An object whose keys are data, such as participant ids or header names.</summary>
internal sealed record MapRule(TextRule Keys, Rule Values, int Most = 100) : Rule
{
    public override string? Problem(JsonElement value, Place place, RuleContext context)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return place.Says("must be an object", value);
        }

        if (value.GetPropertyCount() > Most)
        {
            return place.Says($"must have at most {Most} keys", value);
        }

        foreach (var member in value.EnumerateObject())
        {
            var key = place.Key(member.Name);
            var problem = Keys.Problem(JsonSerializer.SerializeToElement(member.Name), key, context) ?? Values.Problem(member.Value, key, context);
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    public override JsonObject Describe() => new() { ["type"] = "object", ["maxProperties"] = Most, ["additionalProperties"] = Values.Describe() };
}
