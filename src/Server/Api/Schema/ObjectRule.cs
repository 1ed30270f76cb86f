using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchroom.Server.Api.Schema;

/// <summary>An object with known keys.</summary>
internal sealed record ObjectRule : Rule
{
    private readonly FrozenDictionary<string, Field> byName;

    public ObjectRule(params IReadOnlyList<Field> fields)
    {
        Fields = fields;
        byName = fields.ToFrozenDictionary(field => field.Name);
    }

    public IReadOnlyList<Field> Fields { get; }

    /// <summary>A rule over several keys; asked when each key by itself is right.</summary>
    public Func<JsonElement, Place, RuleContext, string?>? Together { get; init; }

    /// <summary>Every value in the description is also its own example.</summary>
    public JsonNode? Example { get; init; }

    public Field? Find(string name) => byName.GetValueOrDefault(name);

    public override string? Problem(JsonElement value, Place place, RuleContext context)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return place.Name.Length == 0 ? "the request body must be a JSON object" : place.Says("must be an object", value);
        }

        foreach (var member in value.EnumerateObject())
        {
            if (Judge(member, place.Key(member.Name), context) is { } problem)
            {
                return problem;
            }
        }

        foreach (var field in Fields)
        {
            if (field.Required && (!value.TryGetProperty(field.Name, out var found) || found.ValueKind == JsonValueKind.Null))
            {
                return place.Key(field.Name).IsRequired;
            }
        }

        return Together?.Invoke(value, place, context);
    }

    public override JsonObject Describe()
    {
        var properties = new JsonObject();
        foreach (var field in Fields)
        {
            properties[field.Name] = Describe(field);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        var required = Fields.Where(field => field.Required).Select(field => (JsonNode)JsonValue.Create(field.Name)).ToArray();
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray(required);
        }

        if (Example is not null)
        {
            schema["example"] = Example.DeepClone();
        }

        return schema;
    }

    private string? Judge(JsonProperty member, Place place, RuleContext context)
    {
        if (!byName.TryGetValue(member.Name, out var field) || field.ReadOnly)
        {
            return context.RefuseUnknownKeys ? place.Says("is not allowed", member.Value) : null;
        }

        if (member.Value.ValueKind == JsonValueKind.Null)
        {
            return field.NotNull ? place.Says("must not be null", member.Value) : null;
        }

        return field.Rule.Problem(member.Value, place with { Secret = place.Secret || field.WriteOnly || field.Secret }, context);
    }

    private static JsonObject Describe(Field field)
    {
        var schema = field.Rule.Describe();
        schema["description"] = field.Description;
        if (field.Default is not null)
        {
            schema["default"] = field.Default.DeepClone();
        }

        if (field.Example is not null)
        {
            schema["example"] = field.Example.DeepClone();
        }

        if (!field.Required && !field.NotNull)
        {
            schema["nullable"] = true;
        }

        if (field.WriteOnly)
        {
            schema["writeOnly"] = true;
        }

        if (field.ReadOnly)
        {
            schema["readOnly"] = true;
        }

        return schema;
    }
}
