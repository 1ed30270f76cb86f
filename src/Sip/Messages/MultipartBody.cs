using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>Bodies with several parts (RFC 2046 section 5.1, RFC 5621).</summary>
public static class MultipartBody
{
    /// <summary>More parts than this are not looked at.</summary>
    public const int MaxParts = 16;

    /// <summary>
    /// The body of a type as it is for a human: the message's whole body if it is of that type, or the first part of that type if the body is multipart,
    /// also one nested in another.
    /// </summary>
    public static bool TryFind(SipMessage message, MediaType type, out ReadOnlyMemory<byte> content)
    {
        content = default;
        return message.ContentType is { } whole && TryFind(whole, message.Body, type, depth: 0, out content);
    }

    /// <summary>The parts of a multipart body, in order; empty if the type is not multipart or names no boundary.</summary>
    public static IReadOnlyList<BodyPart> Read(MediaType type, ReadOnlyMemory<byte> body)
    {
        List<BodyPart> parts = [];
        if (!type.Type.Equals("multipart", StringComparison.OrdinalIgnoreCase) || type.Parameters["boundary"] is not { Length: > 0 and <= 70 } boundary)
        {
            return parts;
        }

        var delimiter = Encoding.UTF8.GetBytes("--" + boundary);
        var at = NextDelimiter(body.Span, 0, delimiter);
        while (at >= 0 && parts.Count < MaxParts)
        {
            var start = at + delimiter.Length;
            if (body.Span[start..].StartsWith("--"u8))
            {
                break;
            }

            var lineEnd = body.Span[start..].IndexOf("\r\n"u8);
            var next = NextDelimiter(body.Span, start, delimiter);
            var first = start + lineEnd + 2;
            if (lineEnd < 0 || next < first)
            {
                break;
            }

            // The line end in front of a delimiter belongs to the delimiter.
            if (ReadPart(body[first..Math.Max(first, next - 2)]) is { } part)
            {
                parts.Add(part);
            }

            at = next;
        }

        return parts;
    }

    /// <summary>Writes parts with a boundary that none of them contains.</summary>
    /// <param name="subtype">E.g. <c>mixed</c> or <c>alternative</c>.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="random">Makes the boundary.</param>
    /// <returns>The Content-Type with the boundary, and the body.</returns>
    public static (MediaType Type, byte[] Body) Write(string subtype, IReadOnlyList<BodyPart> parts, Random random)
    {
        string boundary;
        do
        {
            boundary = $"part-{random.NextInt64():x16}";
        }
        while (parts.Any(part => part.Content.Span.IndexOf(Encoding.ASCII.GetBytes(boundary)) >= 0));

        var writer = new SipWriter();
        foreach (var part in parts)
        {
            writer.Ascii("--" + boundary);
            writer.EndLine();
            WriteHeader(writer, SipHeader.ContentType, part.Type);
            WriteHeader(writer, SipHeader.ContentDisposition, part.Disposition);
            if (part.ContentId is not null)
            {
                writer.Ascii("Content-ID: ");
                writer.Text(part.ContentId);
                writer.EndLine();
            }

            writer.EndLine();
            writer.Raw(part.Content.Span);
            writer.EndLine();
        }

        writer.Ascii("--" + boundary + "--");
        writer.EndLine();
        return (new MediaType("multipart", subtype) { Parameters = SipParameters.Empty.With("boundary", boundary) }, writer.Written.ToArray());
    }

    private static bool TryFind(MediaType whole, ReadOnlyMemory<byte> body, MediaType type, int depth, out ReadOnlyMemory<byte> content)
    {
        content = body;
        if (whole.Is(type))
        {
            return true;
        }

        if (depth < 3)
        {
            foreach (var part in Read(whole, body))
            {
                if (TryFind(part.Type, part.Content, type, depth + 1, out content))
                {
                    return true;
                }
            }
        }

        content = default;
        return false;
    }

    private static void WriteHeader(SipWriter writer, SipHeader header, HeaderValue? value)
    {
        if (value is not null)
        {
            writer.Raw(HeaderNames.PrefixOf(header));
            value.WriteTo(writer);
            writer.EndLine();
        }
    }

    /// <summary>Where the next delimiter begins that stands at the start of a line; -1 if none.</summary>
    private static int NextDelimiter(ReadOnlySpan<byte> body, int from, ReadOnlySpan<byte> delimiter)
    {
        while (true)
        {
            var step = body[from..].IndexOf(delimiter);
            if (step < 0)
            {
                return -1;
            }

            from += step;
            if (from == 0 || body[from - 1] == '\n')
            {
                return from;
            }

            from += delimiter.Length;
        }
    }

    private static BodyPart? ReadPart(ReadOnlyMemory<byte> part)
    {
        MediaType? type = null;
        Token? disposition = null;
        string? contentId = null;
        while (true)
        {
            var end = part.Span.IndexOf("\r\n"u8);
            if (end < 0)
            {
                return null;
            }

            var line = part.Span[..end];
            part = part[(end + 2)..];
            if (line.IsEmpty)
            {
                return new BodyPart(type ?? new MediaType("text", "plain"), part) { Disposition = disposition, ContentId = contentId };
            }

            var colon = line.IndexOf((byte)':');
            if (colon < 0)
            {
                return null;
            }

            var name = Grammar.Trim(line[..colon]);
            var value = line[(colon + 1)..];
            switch (HeaderNames.Find(name))
            {
                case SipHeader.ContentType:
                    type = MediaType.Read(value);
                    break;
                case SipHeader.ContentDisposition:
                    disposition = Token.Read(value);
                    break;
                default:
                    contentId = Ascii.EqualsIgnoreCase(name, "Content-ID"u8) ? Encoding.UTF8.GetString(Grammar.Trim(value)) : contentId;
                    break;
            }
        }
    }
}
