using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchroom.Server.Api.Schema;

/// <summary>A moment in Unix seconds; a fraction is fine, since clients send their float clocks. The sentences are Daily's own.</summary>
internal sealed record MomentRule(bool Future = false) : Rule
{
    /// <summary>The last second of the year 9999.</summary>
    public const double Last = 253_402_300_799;

    public override string? Problem(JsonElement value, Place place, RuleContext context)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds) || seconds is not (>= 0 and <= Last))
        {
            return $"{place.Name} was '{Show(value)}' but should be a number of seconds since the unix epoch";
        }

        return Future && ToTime(seconds) <= context.Now
            ? $"{place.Name} was '{Show(value)}', which is in the past rather than in the future"
            : null;
    }

    public override JsonObject Describe() =>
        new() { ["type"] = "number", ["minimum"] = 0, ["maximum"] = Last, ["x-unit"] = "seconds since the Unix epoch" };

    /// <summary>The moment, to the millisecond.</summary>
    public static DateTimeOffset ToTime(double seconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));

    private static string Show(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return text.Length <= Place.MaxReceived ? text : $"{text[..Place.MaxReceived]}…";
    }
}
