using System.Buffers.Binary;

namespace Switchroom.WebRtc.Ice;

/// <summary>
/// Cuts one ICE-TCP connection's bytes into datagrams. Feed what the socket gave with <see cref="Append"/>, then take with <see cref="TryTake"/>
/// until it is false.
/// </summary>
public sealed class IceTcpDeframer
{
    /// <summary>Longest frame taken; longer ones mean that the stream is not ICE-TCP.</summary>
    public const int MaxFrame = 8192;

    private readonly byte[] _buffer = new byte[2 * (MaxFrame + IceTcpFraming.HeaderLength)];
    private int _start;
    private int _end;

    /// <summary>Whether the stream broke the framing; close the connection.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>How many bytes <see cref="Append"/> takes now; never 0 after all frames were taken.</summary>
    public int Room => _buffer.Length - (_end - _start);

    /// <summary>Adds received bytes, at most <see cref="Room"/>; returns how many were taken.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        var taken = Math.Min(bytes.Length, _buffer.Length - _end);
        bytes[..taken].CopyTo(_buffer.AsSpan(_end));
        _end += taken;
        return taken;
    }

    /// <summary>Takes the next whole datagram; it is valid until the next call of <see cref="Append"/>.</summary>
    public bool TryTake(out ReadOnlySpan<byte> datagram)
    {
        datagram = default;
        if (IsBroken || _end - _start < IceTcpFraming.HeaderLength)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(_start));
        if (length > MaxFrame)
        {
            IsBroken = true;
            return false;
        }

        if (_end - _start < IceTcpFraming.HeaderLength + length)
        {
            return false;
        }

        datagram = _buffer.AsSpan(_start + IceTcpFraming.HeaderLength, length);
        _start += IceTcpFraming.HeaderLength + length;
        return true;
    }
}
