using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>
/// Cuts a TCP or TLS stream into messages by Content-Length (RFC 3261 section 18.3). Bytes are read straight into <see cref="Space"/>; each byte is looked
/// at once, however small the pieces it comes in; what is kept is bounded by <see cref="SipLimits"/>.
/// </summary>
public sealed class SipStreamFramer(SipLimits limits)
{
    private const int FirstSize = 4096;

    private byte[] _buffer = new byte[FirstSize];
    private int _start;
    private int _end;

    /// <summary>How far the search for the end of the headers has come, from <see cref="_start"/>.</summary>
    private int _searched;

    /// <summary>Length of the message under way once its headers are complete; 0 before.</summary>
    private int _messageLength;

    private bool _justPonged;

    /// <summary>Why the stream is broken.</summary>
    public SipParseError Error { get; private set; }

    /// <summary>Whether a frame has begun that is not complete. An owner bounds how long that may be so.</summary>
    public bool HasPartial => _end > _start;

    /// <summary>Free space to read into, never empty as long as the stream is not broken and all frames were taken.</summary>
    public Memory<byte> Space
    {
        get
        {
            MakeRoom();
            return _buffer.AsMemory(_end);
        }
    }

    /// <summary>So many bytes were read into <see cref="Space"/>.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>Takes the next frame. Call until it says <see cref="StreamFrame.NeedMore"/>.</summary>
    /// <param name="message">The bytes of a <see cref="StreamFrame.Message"/>; valid until <see cref="Space"/> is used.</param>
    public StreamFrame TryTake(out ReadOnlySpan<byte> message)
    {
        message = default;
        if (Error != SipParseError.None)
        {
            return StreamFrame.Broken;
        }

        var pending = _buffer.AsSpan(_start, _end - _start);
        if (pending.IsEmpty)
        {
            return StreamFrame.NeedMore;
        }

        if (_searched == 0 && pending[0] is (byte)'\r' or (byte)'\n')
        {
            return TakeLineEnds(pending);
        }

        _justPonged = false;
        if (_messageLength == 0 && !FindLength(pending))
        {
            return Error == SipParseError.None ? StreamFrame.NeedMore : StreamFrame.Broken;
        }

        if (pending.Length < _messageLength)
        {
            return StreamFrame.NeedMore;
        }

        message = pending[.._messageLength];
        Skip(_messageLength);
        return StreamFrame.Message;
    }

    private StreamFrame TakeLineEnds(ReadOnlySpan<byte> pending)
    {
        if (pending.StartsWith("\r\n\r\n"u8))
        {
            Skip(4);
            _justPonged = false;
            return StreamFrame.Ping;
        }

        if (pending.StartsWith("\r\n"u8))
        {
            // A ping whose halves arrive apart still is one: its second half is answered.
            Skip(2);
            _justPonged = !_justPonged;
            return _justPonged ? StreamFrame.Pong : StreamFrame.Ping;
        }

        if (pending is [(byte)'\r'])
        {
            return StreamFrame.NeedMore;
        }

        return Break(SipParseError.LineEnd);
    }

    private bool FindLength(ReadOnlySpan<byte> pending)
    {
        var from = Math.Max(0, _searched - 3);
        var end = pending[from..].IndexOf("\r\n\r\n"u8);
        var headerLength = from + end + 4;
        if ((end < 0 ? pending.Length : headerLength) > limits.MaxHeaderBytes)
        {
            Break(SipParseError.TooLarge);
            return false;
        }

        if (end < 0)
        {
            _searched = pending.Length;
            return false;
        }

        var body = ReadContentLength(pending[..(headerLength - 2)]);
        if (body < 0 || body > limits.MaxBodyBytes)
        {
            Break(body < 0 ? SipParseError.ContentLength : SipParseError.TooLarge);
            return false;
        }

        _messageLength = headerLength + body;
        return true;
    }

    /// <summary>The value; -1 if it is missing, no number, folded, or there are two that differ: then nobody knows where the next message begins.</summary>
    private static int ReadContentLength(ReadOnlySpan<byte> header)
    {
        var length = -1;
        while (!header.IsEmpty)
        {
            var end = header.IndexOf("\r\n"u8);
            var line = header[..end];
            header = header[(end + 2)..];
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[0] is (byte)' ' or (byte)'\t' || !IsContentLength(Grammar.Trim(line[..colon])))
            {
                continue;
            }

            var isFolded = !header.IsEmpty && header[0] is (byte)' ' or (byte)'\t';
            if (isFolded || !Grammar.TryNumber(Grammar.Trim(line[(colon + 1)..]), int.MaxValue / 2, out var value) || (length >= 0 && length != (int)value))
            {
                return -1;
            }

            length = (int)value;
        }

        return length;
    }

    private static bool IsContentLength(ReadOnlySpan<byte> name) =>
        name.Length == 1 ? name[0] is (byte)'l' or (byte)'L' : Ascii.EqualsIgnoreCase(name, "Content-Length"u8);

    private StreamFrame Break(SipParseError error)
    {
        Error = error;
        return StreamFrame.Broken;
    }

    private void Skip(int count)
    {
        _start += count;
        _searched = 0;
        _messageLength = 0;
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            _start = _end = 0;
            if (_buffer.Length > 4 * FirstSize)
            {
                _buffer = new byte[FirstSize];
            }
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        var pending = _buffer.AsSpan(_start, _end - _start);
        var target = pending.Length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        pending.CopyTo(target);
        _buffer = target;
        _end -= _start;
        _start = 0;
    }
}
