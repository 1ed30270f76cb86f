using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchroom.Server.Events;

/// <summary>
/// Writes JSON exactly as JavaScript's <c>JSON.stringify(JSON.parse(text))</c> would, so that a receiver may sign either the bytes it got or
/// its own re-serialisation (<c>daily-api.md</c> A14): no spaces, shortest numbers, only the escapes ECMA-262 25.5.2.2 names,
/// integer-like keys first in ascending order.
/// </summary>
internal static class CompactJson
{
    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder(512);
        Append(text, node);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null: text.Append("null"); break;
            case JsonObject members: AppendObject(text, members); break;
            case JsonArray items: AppendArray(text, items); break;
            case JsonValue value: AppendValue(text, value); break;
        }
    }

    private static void AppendObject(StringBuilder text, JsonObject members)
    {
        text.Append('{');
        var first = true;
        var indexes = members.Where(member => IsArrayIndex(member.Key)).OrderBy(member => uint.Parse(member.Key, CultureInfo.InvariantCulture));
        foreach (var (key, value) in indexes.Concat(members.Where(member => !IsArrayIndex(member.Key))))
        {
            if (!first)
            {
                text.Append(',');
            }

            first = false;
            AppendString(text, key);
            text.Append(':');
            Append(text, value);
        }

        text.Append('}');
    }

    private static void AppendArray(StringBuilder text, JsonArray items)
    {
        text.Append('[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            Append(text, items[i]);
        }

        text.Append(']');
    }

    private static void AppendValue(StringBuilder text, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String: AppendString(text, value.GetValue<string>()); break;
            case JsonValueKind.Number: AppendNumber(text, value); break;
            case JsonValueKind.True: text.Append("true"); break;
            case JsonValueKind.False: text.Append("false"); break;
            default: text.Append("null"); break;
        }
    }

    private static void AppendNumber(StringBuilder text, JsonValue value)
    {
        var number = double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
        text.Append(number == 0 ? "0" : double.IsFinite(number) ? ShortestOf(number) : "null");
    }

    // .NET's shortest form has the same digits as JavaScript's; only where an exponent is used, and its form, differ.
    private static string ShortestOf(double number)
    {
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        if (mark < 0)
        {
            return shortest;
        }

        var mantissa = shortest[..mark];
        var exponent = int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is < -6 or >= 21)
        {
            return $"{mantissa}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}";
        }

        var sign = number < 0 ? "-" : "";
        var digits = mantissa.TrimStart('-').Replace(".", "", StringComparison.Ordinal);
        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }

        return digits.Length <= exponent + 1
            ? $"{sign}{digits.PadRight(exponent + 1, '0')}"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case < ' ': AppendEscape(text, c); break;
                case var _ when char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]):
                    text.Append(c).Append(value[++i]);
                    break;
                case var _ when char.IsSurrogate(c): AppendEscape(text, c); break;
                default: text.Append(c); break;
            }
        }

        text.Append('"');
    }

    private static void AppendEscape(StringBuilder text, char c) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");

    private static bool IsArrayIndex(string key) =>
        key.Length is > 0 and < 11
        && (key.Length == 1 || key[0] != '0')
        && key.All(char.IsAsciiDigit)
        && ulong.Parse(key, CultureInfo.InvariantCulture) < uint.MaxValue;
}
