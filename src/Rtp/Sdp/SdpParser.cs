namespace Switchroom.Rtp.Sdp;

/// <summary>Reads the lines of a session description. Unknown line types are skipped, unknown attributes kept.</summary>
internal static class SdpParser
{
    public static bool TryParse(ReadOnlySpan<char> text, SdpLimits limits, out SessionDescription? description, out SdpRefusal refusal)
    {
        description = null;
        refusal = text.Length > limits.MaxLength ? SdpRefusal.TooLong : SdpRefusal.None;
        if (refusal != SdpRefusal.None)
        {
            return false;
        }

        var draft = new Draft();
        var lines = 0;
        while (!text.IsEmpty && refusal == SdpRefusal.None)
        {
            var line = NextLine(ref text);
            if (line.IsEmpty)
            {
                continue;
            }

            refusal = ++lines > limits.MaxLines ? SdpRefusal.TooManyLines : draft.Take(line, isFirst: lines == 1, limits);
        }

        if (refusal == SdpRefusal.None)
        {
            refusal = lines == 0 ? SdpRefusal.MissingVersion : draft.Origin is null ? SdpRefusal.MissingOrigin : SdpRefusal.None;
        }

        description = refusal == SdpRefusal.None ? draft.Finish() : null;
        return description is not null;
    }

    private static ReadOnlySpan<char> NextLine(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny('\r', '\n');
        var line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return line;
    }

    /// <summary>What has been read so far. The o-line may come late, so the description is made at the end.</summary>
    private sealed class Draft
    {
        private static readonly SdpOrigin NoOrigin = new("-", "0", "0", new SdpConnection(System.Net.IPAddress.Any));
        private readonly SessionDescription _session = new(NoOrigin);
        private MediaDescription? _media;

        public SdpOrigin? Origin { get; private set; }

        public SessionDescription Finish()
        {
            _session.Origin = Origin!;
            return _session;
        }

        public SdpRefusal Take(ReadOnlySpan<char> line, bool isFirst, SdpLimits limits)
        {
            if (line.Length < 2 || line[1] != '=' || line.Contains('\0'))
            {
                return SdpRefusal.MalformedLine;
            }

            var value = line[2..].TrimEnd(' ');
            if (isFirst)
            {
                return line[0] == 'v' && value is "0" ? SdpRefusal.None : SdpRefusal.MissingVersion;
            }

            switch (line[0])
            {
                case 'o': return TakeOrigin(value);
                case 's' when _media is null: _session.Name = value.ToString(); return SdpRefusal.None;
                case 'i' when _media is not null: _media.Title = value.ToString(); return SdpRefusal.None;
                case 'c': return TakeConnection(value);
                case 'b': (_media?.Bandwidths ?? _session.Bandwidths).Add(value.ToString()); return SdpRefusal.None;
                case 't' when _media is null: _session.Times.Add(value.ToString()); return SdpRefusal.None;
                case 'm': return TakeMedia(value, limits);
                case 'a': return TakeAttribute(value);
                default: return SdpRefusal.None;
            }
        }

        private SdpRefusal TakeOrigin(ReadOnlySpan<char> value)
        {
            if (!SdpOrigin.TryParse(value, out var origin))
            {
                return SdpRefusal.MalformedOrigin;
            }

            Origin ??= origin;
            return SdpRefusal.None;
        }

        private SdpRefusal TakeConnection(ReadOnlySpan<char> value)
        {
            if (!SdpConnection.TryParse(value, out var connection))
            {
                return SdpRefusal.MalformedConnection;
            }

            // Several c-lines of one m-line are layers of multicast; the first is the base.
            if (_media is not null)
            {
                _media.Connection ??= connection;
            }
            else
            {
                _session.Connection ??= connection;
            }

            return SdpRefusal.None;
        }

        private SdpRefusal TakeMedia(ReadOnlySpan<char> value, SdpLimits limits)
        {
            if (_session.Media.Count == limits.MaxMedia)
            {
                return SdpRefusal.TooManyMedia;
            }

            if (!MediaDescription.TryParse(value, out _media))
            {
                return SdpRefusal.MalformedMedia;
            }

            _session.Media.Add(_media!);
            return SdpRefusal.None;
        }

        private SdpRefusal TakeAttribute(ReadOnlySpan<char> value)
        {
            var colon = value.IndexOf(':');
            var name = (colon < 0 ? value : value[..colon]).Trim(' ');
            if (name.IsEmpty || name.IndexOfAny(' ', '\t') >= 0)
            {
                return SdpRefusal.MalformedAttribute;
            }

            (_media?.Attributes ?? _session.Attributes).Add(name.ToString(), colon < 0 ? null : value[(colon + 1)..].TrimStart(' ').ToString());
            return SdpRefusal.None;
        }
    }
}
