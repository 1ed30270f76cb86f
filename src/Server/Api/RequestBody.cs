using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Switchroom.Server.Settings;

namespace Switchroom.Server.Api;

/// <summary>Reads a body as JSON whatever its content type says: Daily's own examples post JSON as text/plain.</summary>
internal static class RequestBody
{
    private const string BrokenEscape = "the request body has a \\u escape that is half a character";

    private static readonly JsonElement Nothing = JsonSerializer.SerializeToElement(new Dictionary<string, string>());

    /// <summary>Reads at most <paramref name="settings"/>.MaxBodyBytes and parses them.</summary>
    public static async Task<(JsonElement Body, ApiError? Error)> ReadAsync(HttpRequest request, ApiSettings settings)
    {
        if (request.ContentLength > settings.MaxBodyBytes)
        {
            return (default, TooLarge(settings));
        }

        var buffer = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 256) + 1);
        int read;
        while ((read = await request.Body.ReadAsync(buffer.GetMemory(), request.HttpContext.RequestAborted)) > 0)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > settings.MaxBodyBytes)
            {
                return (default, TooLarge(settings));
            }
        }

        return Parse(buffer.WrittenMemory, settings.MaxJsonDepth);
    }

    /// <summary>Parses a body; an empty one counts as an empty object.</summary>
    public static (JsonElement Body, ApiError? Error) Parse(ReadOnlyMemory<byte> body, int maxDepth)
    {
        if (body.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return (Nothing, null);
        }

        if (!Utf8.IsValid(body.Span))
        {
            return (default, Malformed("the request body is not valid UTF-8"));
        }

        try
        {
            var options = new JsonDocumentOptions { MaxDepth = maxDepth, AllowDuplicateProperties = false };
            using var document = JsonDocument.Parse(body, options);
            var root = document.RootElement;
            return HasBrokenEscape(body.Span, root)
                ? (default, Malformed(BrokenEscape))
                : (root.Clone(), null);
        }
        catch (JsonException exception)
        {
            return (default, Malformed($"the request body is not valid JSON: {Reason(exception, maxDepth)}"));
        }
        catch (InvalidOperationException)
        {
            // the check for keys that stand twice decodes them
            return (default, Malformed(BrokenEscape));
        }
    }

    // only text with \u escapes can hold a lone surrogate, which is JSON but no text
    private static bool HasBrokenEscape(ReadOnlySpan<byte> body, JsonElement root)
    {
        if (body.IndexOf("\\u"u8) < 0)
        {
            return false;
        }

        try
        {
            using var sink = new Utf8JsonWriter(Stream.Null);
            root.WriteTo(sink);
            return !CanRead(root);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            return true;
        }
    }

    private static bool CanRead(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return element.GetString() is not null;
            case JsonValueKind.Array:
                return element.EnumerateArray().All(CanRead);
            case JsonValueKind.Object:
                return element.EnumerateObject().All(member => member.Name is not null && CanRead(member.Value));
            default:
                return true;
        }
    }

    private static string Reason(JsonException exception, int maxDepth)
    {
        if (exception.Message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            return $"it is nested deeper than {maxDepth} levels";
        }

        return exception.Message.Contains("Duplicate", StringComparison.OrdinalIgnoreCase)
            ? "a key stands twice in one object"
            : $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
    }

    private static ApiError Malformed(string info) => new(400, "json-parsing-error", info);

    private static ApiError TooLarge(ApiSettings settings) =>
        ApiError.Invalid($"the request body is larger than {settings.MaxBodyBytes} bytes");
}
