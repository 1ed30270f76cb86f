using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Switchroom.Server.Api.Schema;

/// <summary>
/// A string. Control characters are refused unless <see cref="Lines"/> allows line ends: no text of the API can break out of a SIP or HTTP header.
/// </summary>
internal sealed record TextRule(int Longest, int Shortest = 0) : Rule
{
    /// <summary>Line ends and tabs are allowed.</summary>
    public bool Lines { get; init; }

    /// <summary>What the whole string must match; compiled by the caller.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>What to say when it does not match, such as <c>must be a phone number in E.164 form</c>.</summary>
    public string Expected { get; init; } = "";

    /// <summary>The whole sentence about a text that is too long, where clients know one.</summary>
    public string? TooLong { get; init; }

    /// <summary>An OpenAPI format such as <c>uri</c>.</summary>
    public string? Format { get; init; }

    public override string? Problem(JsonElement value, Place place, RuleContext context)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return place.Says("must be a string", value);
        }

        var text = value.GetString()!;
        if (text.Length < Shortest)
        {
            return place.Says(Shortest == 1 ? "is not allowed to be empty" : $"length must be at least {Shortest} characters long", value);
        }

        if (text.Length > Longest)
        {
            return TooLong ?? place.Says($"length must be less than or equal to {Longest} characters long", value);
        }

        if (text.Any(c => char.IsControl(c) && !(Lines && c is '\n' or '\r' or '\t')))
        {
            return place.Says("must not contain control characters", value);
        }

        return Pattern is not null && !Pattern.IsMatch(text) ? place.Says(Expected, value) : null;
    }

    public override JsonObject Describe()
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (Shortest > 0)
        {
            schema["minLength"] = Shortest;
        }

        schema["maxLength"] = Longest;
        if (Pattern is not null)
        {
            schema["pattern"] = Pattern.ToString();
        }

        if (Format is not null)
        {
            schema["format"] = Format;
        }

        return schema;
    }
}
