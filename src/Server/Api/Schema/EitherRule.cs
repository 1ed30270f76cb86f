using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchroom.Server.Api.Schema;

/// <summary>A value that may have one of several shapes, such as a string or an array of strings.</summary>
internal sealed record EitherRule(params Rule[] Rules) : Rule
{
    public override string? Problem(JsonElement value, Place place, RuleContext context)
    {
        string? closest = null;
        var explained = false;
        foreach (var rule in Rules)
        {
            var problem = rule.Problem(value, place, context);
            if (problem is null)
            {
                return null;
            }

            // the first rule for this very type of value explains best what is wrong with it
            if (closest is null || (!explained && Fits(rule, value)))
            {
                closest = problem;
                explained = Fits(rule, value);
            }
        }

        return closest;
    }

    public override JsonObject Describe() => new() { ["oneOf"] = new JsonArray([.. Rules.Select(rule => rule.Describe())]) };

    private static bool Fits(Rule rule, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => rule is ListRule,
        JsonValueKind.Object => rule is ObjectRule or MapRule,
        JsonValueKind.String => rule is TextRule or ChoiceRule,
        JsonValueKind.Number => rule is NumberRule,
        _ => false,
    };
}
