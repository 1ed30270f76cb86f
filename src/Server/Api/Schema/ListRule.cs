using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchroom.Server.Api.Schema;

/// <summary>An array of so many items, each by the same rule.</summary>
internal sealed record ListRule(Rule Items, int Fewest = 0, int Most = 100) : Rule
{
    public override string? Problem(JsonElement value, Place place, RuleContext context)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return place.Says("must be an array", value);
        }

        var length = value.GetArrayLength();
        if (length < Fewest || length > Most)
        {
            var rule = length < Fewest ? $"must contain at least {Fewest} items" : $"must contain less than or equal to {Most} items";
            return place.Says(rule, value);
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Items.Problem(item, place.Item(index++), context) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    public override JsonObject Describe() => new() { ["type"] = "array", ["minItems"] = Fewest, ["maxItems"] = Most, ["items"] = Items.Describe() };
}
