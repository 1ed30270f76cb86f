using System.Text.Json.Nodes;

namespace Switchroom.Server.Api.Schema;

/// <summary>One key of an object: the single place that knows its type, range, default and meaning.</summary>
internal sealed record Field(string Name, Rule Rule, string Description)
{
    /// <summary>The key must be there, and not null.</summary>
    public bool Required { get; init; }

    /// <summary>What holds when the key is absent or null; null when nothing holds.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>Shown in the OpenAPI document, where the rule alone does not suggest a value.</summary>
    public JsonNode? Example { get; init; }

    /// <summary>An explicit null is an error rather than a reset.</summary>
    public bool NotNull { get; init; }

    /// <summary>Not repeated in an error.</summary>
    public bool Secret { get; init; }

    /// <summary>Taken but never given back, nor repeated in an error.</summary>
    public bool WriteOnly { get; init; }

    /// <summary>Given back but not taken.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The same key, described as one that this server keeps for its clients and does not act on.</summary>
    public Field StoredOnly => this with { Description = $"{Description} Stored and given back; this server does not act on it." };

    public static Field Flag(string name, bool? fallback, string description) => new(name, new BooleanRule(), description) { Default = fallback };

    public static Field Whole(string name, double least, double most, int? fallback, string description) =>
        new(name, new NumberRule(least, most, Whole: true), description) { Default = fallback };

    public static Field Decimal(string name, double least, double most, double? fallback, string description) =>
        new(name, new NumberRule(least, most), description) { Default = fallback };

    public static Field Text(string name, int longest, string description, int shortest = 0) => new(name, new TextRule(longest, shortest), description);

    public static Field Choice(string name, string? fallback, string description, params string[] choices) =>
        new(name, new ChoiceRule(choices), description) { Default = fallback };
}
