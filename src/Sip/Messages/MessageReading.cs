using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>One run of the parser over bytes that the message will keep.</summary>
internal ref struct MessageReading(byte[] bytes, int headerLength, SipLimits limits)
{
    private readonly byte[] _bytes = bytes;
    private readonly HeaderCollection _headers = new(bytes.AsSpan(0, headerLength).Count((byte)'\n'));
    private int _at;
    private int? _contentLength;
    private ulong _seen;
    private SipParseError _error;

    public SipParseError Run(out SipMessage? message)
    {
        message = ReadStartLine();
        if (message is null)
        {
            return _error;
        }

        // Reading goes on behind an error, so that a refusal finds the headers it has to copy.
        while (_at < headerLength - 2)
        {
            ReadHeader();
        }

        CheckPresence();
        if (message is SipRequest request)
        {
            CheckCSeqMethod(request.Method);
        }

        TakeBody(message);
        return _error;
    }

    private SipMessage? ReadStartLine()
    {
        var line = TakeLine();
        if (_error != SipParseError.None)
        {
            return null;
        }

        return line.Length > 4 && Ascii.EqualsIgnoreCase(line[..4], "SIP/"u8) ? ReadStatusLine(line) : ReadRequestLine(line);
    }

    private SipRequest? ReadRequestLine(ReadOnlySpan<byte> line)
    {
        var methodEnd = line.IndexOf((byte)' ');
        var versionStart = line.LastIndexOf((byte)' ');
        if (methodEnd <= 0 || versionStart == methodEnd || !Grammar.IsToken(line[..methodEnd]))
        {
            _error = SipParseError.StartLine;
            return null;
        }

        var uri = line[(methodEnd + 1)..versionStart];
        var version = line[(versionStart + 1)..];
        if (!Ascii.EqualsIgnoreCase(version, "SIP/2.0"u8))
        {
            // A trailing space leaves the version empty; anything else that is no SIP version is another protocol.
            var isSip = version.IsEmpty || (version.Length > 4 && Ascii.EqualsIgnoreCase(version[..4], "SIP/"u8));
            _error = !isSip ? SipParseError.StartLine : version.IsEmpty ? SipParseError.RequestUri : SipParseError.Version;
            if (!isSip)
            {
                return null;
            }
        }

        if (uri.Length > limits.MaxUriBytes)
        {
            Fail(SipParseError.UriTooLong);
        }
        else if (!UriScan.TryScan(uri, out var scan) || scan.HasHeaders)
        {
            Fail(SipParseError.RequestUri);
        }

        return new SipRequest(SipMethod.Read(line[..methodEnd]), _bytes.AsMemory(methodEnd + 1, uri.Length), _headers);
    }

    private SipResponse? ReadStatusLine(ReadOnlySpan<byte> line)
    {
        if (line.Length < 11 || !Ascii.EqualsIgnoreCase(line[..8], "SIP/2.0 "u8))
        {
            _error = line.Length > 8 && line[4] != '2' ? SipParseError.Version : SipParseError.StartLine;
            return null;
        }

        // The space before an empty reason phrase is often forgotten.
        if (!Grammar.TryNumber(line[8..11], 699, out var status) || status < 100 || (line.Length > 11 && line[11] != ' '))
        {
            _error = SipParseError.StatusCode;
            return null;
        }

        return new SipResponse((int)status, ReasonOf((int)status, line[Math.Min(12, line.Length)..]), _headers);
    }

    private static string? ReasonOf(int status, ReadOnlySpan<byte> phrase)
    {
        var usual = StatusPhrases.Of(status);
        return Ascii.Equals(phrase, usual) ? null : Encoding.UTF8.GetString(phrase);
    }

    /// <summary>The next line with its continuation lines; those are joined in place by turning their line ends into spaces.</summary>
    private ReadOnlySpan<byte> TakeLine()
    {
        var start = _at;
        while (true)
        {
            var end = _at + _bytes.AsSpan(_at, headerLength - _at).IndexOfAny((byte)'\r', (byte)'\n');
            if (end < _at || _bytes[end] == '\n' || end + 1 >= headerLength || _bytes[end + 1] != '\n')
            {
                Fail(SipParseError.LineEnd);
                _at = headerLength;
                return default;
            }

            _at = end + 2;
            if (start == 0 || _at >= headerLength || _bytes[_at] is not ((byte)' ' or (byte)'\t'))
            {
                return _bytes.AsSpan(start, end - start);
            }

            _bytes[end] = (byte)' ';
            _bytes[end + 1] = (byte)' ';
        }
    }

    private void ReadHeader()
    {
        var start = _at;
        var line = TakeLine();
        var colon = line.IndexOf((byte)':');
        var name = Grammar.Trim(line[..Math.Max(colon, 0)]);
        if (!Grammar.IsToken(name) || name.Length > byte.MaxValue)
        {
            Fail(SipParseError.HeaderLine);
            return;
        }

        var header = HeaderNames.Find(name);
        var value = Grammar.Trim(line[(colon + 1)..]);
        if (header == SipHeader.ContentLength)
        {
            ReadContentLength(value);
            return;
        }

        if (HeaderNames.IsSingle(header))
        {
            CheckSingle(header);
        }

        if (HeaderNames.IsSplit(header))
        {
            SplitAndAppend(header, value);
        }
        else
        {
            Check(header, value);
            Append(HeaderField.Read(header, _bytes, RangeOf(name), RangeOf(value)));
        }
    }

    private void SplitAndAppend(SipHeader header, ReadOnlySpan<byte> value)
    {
        while (true)
        {
            var comma = Grammar.IndexOutsideQuotes(value, (byte)',');
            var one = Grammar.Trim(comma < 0 ? value : value[..comma]);
            Check(header, one);
            Append(HeaderField.Read(header, _bytes, default, RangeOf(one)));
            if (comma < 0)
            {
                return;
            }

            value = value[(comma + 1)..];
        }
    }

    private void Append(HeaderField field)
    {
        if (_headers.Count >= limits.MaxHeaders)
        {
            Fail(SipParseError.TooManyHeaders);
            return;
        }

        _headers.Append(field);
    }

    private void Check(SipHeader header, ReadOnlySpan<byte> value)
    {
        switch (header)
        {
            case SipHeader.Via:
                Demand(ViaScan.IsValid(value), SipParseError.Via);
                break;
            case SipHeader.From or SipHeader.To:
                Demand(NameAddrScan.IsValid(value), SipParseError.FromOrTo);
                break;
            case SipHeader.CallId:
                Demand(Grammar.IsCallId(value), SipParseError.CallId);
                break;
            case SipHeader.CSeq:
                Demand(CSeq.TryScan(value, out _, out _), SipParseError.CSeq);
                break;
            case SipHeader.MaxForwards:
                Demand(Grammar.TryNumber(value, 255, out _), SipParseError.MaxForwards);
                break;
            case SipHeader.Contact:
                Demand(value is [(byte)'*'] || NameAddrScan.IsValid(value), SipParseError.Address);
                break;
            case SipHeader.Route or SipHeader.RecordRoute:
                Demand(NameAddrScan.IsValid(value), SipParseError.Address);
                break;
        }
    }

    private void ReadContentLength(ReadOnlySpan<byte> value)
    {
        if (!Grammar.TryNumber(value, int.MaxValue, out var length))
        {
            Fail(SipParseError.ContentLength);
        }
        else if (_contentLength is { } earlier)
        {
            Demand(earlier == (int)length, SipParseError.RepeatedHeader);
        }
        else
        {
            _contentLength = (int)length;
        }
    }

    private void CheckSingle(SipHeader header)
    {
        var bit = 1UL << ((int)header & 63);
        Demand((_seen & bit) == 0 || !_headers.Contains(header), SipParseError.RepeatedHeader);
        _seen |= bit;
    }

    private void CheckPresence() => Demand(
        _headers.Contains(SipHeader.Via) && _headers.Contains(SipHeader.From) && _headers.Contains(SipHeader.To)
            && _headers.Contains(SipHeader.CallId) && _headers.Contains(SipHeader.CSeq),
        SipParseError.MissingHeader);

    private void CheckCSeqMethod(SipMethod method)
    {
        var at = _headers.IndexOf(SipHeader.CSeq);
        if (_error == SipParseError.None && at >= 0 && CSeq.TryScan(_headers.BytesAt(at), out _, out var spelled))
        {
            Demand(method.IsSpelled(spelled), SipParseError.CSeqMethod);
        }
    }

    private void TakeBody(SipMessage message)
    {
        var available = _bytes.Length - headerLength;
        var length = _contentLength ?? available;
        if (length > limits.MaxBodyBytes)
        {
            Fail(SipParseError.TooLarge);
        }
        else if (length > available)
        {
            Fail(SipParseError.BodyTooShort);
        }
        else
        {
            // Bytes behind the body of a datagram are thrown away (RFC 3261 section 18.3).
            message.Body = _bytes.AsMemory(headerLength, length);
        }
    }

    private readonly Range RangeOf(ReadOnlySpan<byte> slice)
    {
        if (slice.IsEmpty)
        {
            return default;
        }

        _bytes.AsSpan().Overlaps(slice, out var offset);
        return offset..(offset + slice.Length);
    }

    private void Demand(bool condition, SipParseError otherwise)
    {
        if (!condition)
        {
            Fail(otherwise);
        }
    }

    /// <summary>The first error counts.</summary>
    private void Fail(SipParseError error) => _error = _error == SipParseError.None ? error : _error;
}
