using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchroom.Server.Api.Schema;

/// <summary>JSON that is stored or passed on as it is, up to a size.</summary>
/// <param name="MostBytes">Longest text in UTF-8.</param>
/// <param name="Shape">Only an object, or any value.</param>
internal sealed record AnyRule(int MostBytes, JsonValueKind Shape = JsonValueKind.Undefined) : Rule
{
    public override string? Problem(JsonElement value, Place place, RuleContext context)
    {
        if (Shape != JsonValueKind.Undefined && value.ValueKind != Shape)
        {
            return place.Says(Shape == JsonValueKind.Object ? "must be an object" : "must be an array", value);
        }

        return Encoding.UTF8.GetByteCount(value.GetRawText()) > MostBytes ? place.Says($"must be at most {MostBytes} bytes of JSON", value) : null;
    }

    public override JsonObject Describe() => Shape switch
    {
        JsonValueKind.Object => new() { ["type"] = "object", ["x-maxBytes"] = MostBytes },
        JsonValueKind.Array => new() { ["type"] = "array", ["items"] = new JsonObject(), ["x-maxBytes"] = MostBytes },
        _ => new() { ["x-maxBytes"] = MostBytes },
    };
}
