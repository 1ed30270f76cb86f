using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchroom.Server.Api.Schema;

/// <summary>A number in a range, both ends included.</summary>
internal sealed record NumberRule(double Least, double Most, bool Whole = false) : Rule
{
    /// <summary>The whole sentence about a number that is too great, where clients know one.</summary>
    public string? TooGreat { get; init; }

    public override string? Problem(JsonElement value, Place place, RuleContext context)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !double.IsFinite(number))
        {
            return place.Says(Whole ? "must be an integer" : "must be a number", value);
        }

        if (Whole && number != Math.Floor(number))
        {
            return place.Says("must be an integer", value);
        }

        if (number > Most && TooGreat is not null)
        {
            return TooGreat;
        }

        return number < Least || number > Most
            ? place.Says(string.Create(CultureInfo.InvariantCulture, $"must be from {Least} to {Most}"), value)
            : null;
    }

    public override JsonObject Describe() => new() { ["type"] = Whole ? "integer" : "number", ["minimum"] = Least, ["maximum"] = Most };
}
