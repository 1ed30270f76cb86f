using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Switchroom.Rooms.Worker;

namespace Switchroom.Server.Network;

/// <summary>
/// One ICE-TCP connection: datagrams in frames of a 16-bit length (RFC 4571 section 2). A client that does not read loses datagrams
/// once <see cref="MaxUnsent"/> octets wait, as it would on a congested UDP path.
/// </summary>
internal sealed class FramedConnection(Socket socket)
{
    /// <summary>Longest frame; whoever announces a longer one does not speak ICE-TCP.</summary>
    public const int MaxFrame = 8_192;

    /// <summary>A connection without a byte for so long is dead: clients check theirs every few seconds (RFC 7675).</summary>
    public static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(60);

    /// <summary>So long a connection may live that was never worth an answer: no valid check came on it.</summary>
    public static readonly TimeSpan MaxUnanswered = TimeSpan.FromSeconds(10);

    private const int MaxUnsent = 256 * 1024;
    private const int MaxReadsPerTurn = 16;

    private readonly IPEndPoint _from = (IPEndPoint)socket.RemoteEndPoint!;
    private readonly byte[] _received = new byte[2 + MaxFrame];
    private TimeSpan? _openedAt;
    private TimeSpan _heardAt;
    private bool _hasHeard = true;
    private bool _isAnswered;
    private byte[] _unsent = [];
    private int _receivedLength;
    private int _unsentLength;

    public Socket Socket { get; } = socket;

    /// <summary>Hands on complete frames; false when the connection is over.</summary>
    public bool Receive(SocketId id, IDatagramReceiver receiver)
    {
        for (var i = 0; i < MaxReadsPerTurn; i++)
        {
            var read = Socket.Receive(_received.AsSpan(_receivedLength), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                return true;
            }

            if (error != SocketError.Success || read == 0)
            {
                return false;
            }

            _receivedLength += read;
            _hasHeard = true;
            if (!HandFrames(id, receiver))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether it is to be closed; asked about once a second, which is also how it learns the time.</summary>
    public bool IsIdle(TimeSpan now)
    {
        _openedAt ??= now;
        _heardAt = _hasHeard ? now : _heardAt;
        _hasHeard = false;
        return now - _heardAt >= MaxSilence || (!_isAnswered && now - _openedAt >= MaxUnanswered);
    }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        _isAnswered = true;
        if (datagram.Length > ushort.MaxValue || _unsentLength + datagram.Length + 2 > MaxUnsent)
        {
            return;
        }

        if (_unsent.Length < _unsentLength + datagram.Length + 2)
        {
            Array.Resize(ref _unsent, Math.Max(_unsent.Length * 2, _unsentLength + datagram.Length + 2));
        }

        BinaryPrimitives.WriteUInt16BigEndian(_unsent.AsSpan(_unsentLength), (ushort)datagram.Length);
        datagram.CopyTo(_unsent.AsSpan(_unsentLength + 2));
        _unsentLength += 2 + datagram.Length;
    }

    /// <summary>Sends what waits; true when nothing is left.</summary>
    public bool Flush()
    {
        if (_unsentLength > 0)
        {
            var sent = Socket.Send(_unsent.AsSpan(0, _unsentLength), SocketFlags.None, out var error);
            if (error is SocketError.Success && sent > 0)
            {
                _unsent.AsSpan(sent, _unsentLength - sent).CopyTo(_unsent);
                _unsentLength -= sent;
            }
            else if (error is not SocketError.WouldBlock)
            {
                // The connection is broken; reading it says so.
                _unsentLength = 0;
            }
        }

        return _unsentLength == 0;
    }

    private bool HandFrames(SocketId id, IDatagramReceiver receiver)
    {
        var at = 0;
        while (_receivedLength - at >= 2)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(_received.AsSpan(at));
            if (length > MaxFrame)
            {
                return false;
            }

            if (_receivedLength - at - 2 < length)
            {
                break;
            }

            receiver.Received(id, _received.AsSpan(at + 2, length), _from, TimeSpan.Zero);
            at += 2 + length;
        }

        _received.AsSpan(at, _receivedLength - at).CopyTo(_received);
        _receivedLength -= at;
        return true;
    }
}
