using System.Collections.Immutable;
using System.Text.Json;

namespace Switchroom.Server.Tokens;

/// <summary>Reads claims by name and remembers whether one of them had the wrong type, so that the caller asks once at the end.</summary>
internal struct ClaimReader(JsonElement claims)
{
    /// <summary>Unix seconds beyond this (the year 9999) are no moment in time.</summary>
    private const double MaxUnixSeconds = 253_402_300_799;

    /// <summary>Whether a claim that was asked for was there with a value of the wrong type.</summary>
    public bool Failed { get; private set; }

    /// <summary>A string of at most <paramref name="maxLength"/> characters, or null where it is absent.</summary>
    public string? Text(string name, int maxLength)
    {
        if (!TryFind(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Length <= maxLength)
        {
            return text;
        }

        Failed = true;
        return null;
    }

    public bool? Flag(string name)
    {
        if (!TryFind(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Failed = true;
        return null;
    }

    /// <summary>A number that is not negative; fractions are allowed, since some clients sign a float clock.</summary>
    public double? Number(string name)
    {
        if (!TryFind(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number is >= 0 and <= MaxUnixSeconds)
        {
            return number;
        }

        Failed = true;
        return null;
    }

    public DateTimeOffset? Moment(string name) =>
        Number(name) is { } seconds ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)) : null;

    public JsonElement? Object(string name)
    {
        if (!TryFind(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            return value;
        }

        Failed = true;
        return null;
    }

    public IReadOnlyList<string>? TextList(string name)
    {
        if (!TryFind(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }

        Failed = true;
        return null;
    }

    public ImmutableDictionary<string, string>? TextMap(string name)
    {
        if (Object(name) is not { } map)
        {
            return null;
        }

        var read = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (JsonProperty property in map.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
            {
                Failed = true;
                return null;
            }

            read[property.Name] = property.Value.GetString()!;
        }

        return read.ToImmutable();
    }

    /// <summary>An explicit null counts as absent.</summary>
    private readonly bool TryFind(string name, out JsonElement value) =>
        claims.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
}
