using System.Buffers.Binary;

namespace Switchroom.WebRtc.Sctp;

/// <summary>
/// One SCTP association as data channels need it (RFC 8261, RFC 8831): a bounded subset of RFC 9260 with partial reliability (RFC 3758) and stream
/// reset (RFC 6525), over a transport that already authenticates and never spoofs. Packets and the time go in; packets and messages come out.
/// </summary>
internal sealed class SctpAssociation(Random random, ushort port, int maxMessage)
{
    /// <summary>Payload bytes that may wait to be sent.</summary>
    internal const int MaxBuffered = 4 * 1024 * 1024;

    private const int MaxHandshakeAttempts = 10;
    private const int MaxCookie = 512;
    private static readonly TimeSpan HandshakeInterval = TimeSpan.FromMilliseconds(500);

    private readonly Queue<(SctpChunkType Type, byte Flags, byte[] Value)> _control = new();
    private readonly byte[] _cookie = NewCookie(random);
    private readonly uint _localTag = (uint)random.NextInt64(1, 1L + uint.MaxValue);
    private readonly uint _initialTsn = (uint)random.NextInt64(0, 1L + uint.MaxValue);
    private uint _peerTag;
    private InitChunk? _pendingPeer;
    private byte[] _peerCookie = [];
    private IncomingData? _incoming;
    private OutgoingData? _outgoing;
    private StreamReset? _resets;
    private bool _handshakeDue;
    private bool _initAckDue;
    private int _attempts;
    private TimeSpan? _handshakeAt;

    internal SctpState State { get; private set; }

    internal long BufferedBytes => _outgoing?.BufferedBytes ?? 0;

    /// <summary>When <see cref="HandleDeadline"/> is wanted.</summary>
    internal TimeSpan? NextDeadline => State switch
    {
        SctpState.Established => Earliest(Earliest(_incoming!.SackDue, _outgoing!.RetransmitAt), _resets!.RetransmitAt),
        SctpState.CookieWait or SctpState.CookieEchoed => _handshakeAt,
        _ => null,
    };

    /// <summary>Sends an INIT. The other side may do the same at the same time.</summary>
    internal void Connect(TimeSpan now)
    {
        if (State == SctpState.Closed)
        {
            State = SctpState.CookieWait;
            _handshakeDue = true;
            _handshakeAt = now + HandshakeInterval;
        }
    }

    /// <summary>Queues a message; false when not established or too much waits.</summary>
    internal bool Send(OutgoingMessage message)
    {
        if (State != SctpState.Established || BufferedBytes + message.Payload.Length > MaxBuffered)
        {
            return false;
        }

        _outgoing!.Enqueue(message);
        return true;
    }

    internal void ResetStream(ushort streamId) => _resets?.Want(streamId);

    internal bool TryTakeMessage(out SctpMessage message)
    {
        message = default;
        return _incoming is not null && _incoming.Reassembly.TryTake(out message);
    }

    /// <summary>Takes a stream that the peer reset.</summary>
    internal bool TryTakeClosedStream(out ushort streamId)
    {
        streamId = 0;
        return _resets is not null && _resets.TryTakeClosed(out streamId);
    }

    /// <summary>Ends the association with an ABORT.</summary>
    internal void Abort()
    {
        if (State is not (SctpState.Closed or SctpState.Ended) && _peerTag != 0)
        {
            _control.Clear();
            _control.Enqueue((SctpChunkType.Abort, 0, []));
        }

        State = SctpState.Ended;
    }

    internal void HandlePacket(ReadOnlySpan<byte> bytes, TimeSpan now)
    {
        if (State == SctpState.Ended || !SctpPacket.TryParse(bytes, out var packet))
        {
            return;
        }

        var tag = packet.VerificationTag;
        var hasData = false;
        while (State != SctpState.Ended && packet.TryTakeChunk(out var chunk))
        {
            // RFC 9260 section 8.5: INIT carries no tag, everything else ours; an ABORT may reflect the peer's.
            var reflected = chunk.Type == SctpChunkType.Abort && (chunk.Flags & 1) != 0 && tag == _peerTag;
            if (chunk.Type == SctpChunkType.Init ? tag != 0 : tag != _localTag && !reflected)
            {
                return;
            }

            hasData |= HandleChunk(chunk, now);
        }

        if (hasData)
        {
            _incoming?.EndPacket(now);
        }

        if (_incoming is { IsOverrun: true })
        {
            Abort();
        }
    }

    internal void HandleDeadline(TimeSpan now)
    {
        if (State is SctpState.CookieWait or SctpState.CookieEchoed && _handshakeAt <= now)
        {
            _handshakeDue = true;
            _handshakeAt = now + (HandshakeInterval * Math.Min(8, 1 << Math.Min(_attempts, 3)));
            if (++_attempts > MaxHandshakeAttempts)
            {
                State = SctpState.Ended;
            }
        }

        _outgoing?.HandleDeadline(now);
        _resets?.HandleDeadline(now);
        if (_outgoing is { HasFailed: true })
        {
            Abort();
        }
    }

    /// <summary>Writes the next packet to send; false when there is none.</summary>
    internal bool TryWritePacket(Span<byte> buffer, TimeSpan now, out int length)
    {
        length = 0;
        if (_initAckDue)
        {
            _initAckDue = false;
            var ack = new SctpPacketWriter(buffer, port, _pendingPeer!.Value.InitiateTag);
            new InitChunk(_localTag, IncomingData.Window, _initialTsn).Write(ref ack, SctpChunkType.InitAck, _cookie);
            length = ack.Finish();
            return true;
        }

        var writer = new SctpPacketWriter(buffer, port, State == SctpState.CookieWait ? 0 : _peerTag);
        WriteHandshake(ref writer);
        while (_control.TryPeek(out var chunk) && writer.Room >= chunk.Value.Length)
        {
            _control.Dequeue();
            chunk.Value.CopyTo(writer.Add(chunk.Type, chunk.Flags, chunk.Value.Length));
        }

        if (State == SctpState.Established)
        {
            WriteEstablished(ref writer, now);
        }

        length = writer.IsEmpty ? 0 : writer.Finish();
        return length > 0;
    }

    private static TimeSpan? Earliest(TimeSpan? left, TimeSpan? right) => left is null ? right : right is null || left < right ? left : right;

    private static byte[] NewCookie(Random random)
    {
        var cookie = new byte[16];
        random.NextBytes(cookie);
        return cookie;
    }

    private void WriteHandshake(ref SctpPacketWriter writer)
    {
        if (!_handshakeDue)
        {
            return;
        }

        _handshakeDue = false;
        if (State == SctpState.CookieWait)
        {
            new InitChunk(_localTag, IncomingData.Window, _initialTsn).Write(ref writer, SctpChunkType.Init, []);
        }
        else if (State == SctpState.CookieEchoed)
        {
            _peerCookie.CopyTo(writer.Add(SctpChunkType.CookieEcho, 0, _peerCookie.Length));
        }
    }

    private void WriteEstablished(ref SctpPacketWriter writer, TimeSpan now)
    {
        // A due SACK leads the packet; one that could still wait rides along with data.
        _incoming!.TryWriteSack(ref writer, now, packetLeavesAnyway: !writer.IsEmpty || HasDataToSend(now));
        if (_resets!.IsDue)
        {
            _resets.Write(ref writer, _outgoing!, now);
        }

        _outgoing!.Write(ref writer, now);
    }

    private bool HasDataToSend(TimeSpan now) => _outgoing!.CanWrite(now);

    /// <summary>Returns whether the chunk asks for an acknowledgement.</summary>
    private bool HandleChunk(in SctpChunk chunk, TimeSpan now)
    {
        switch (chunk.Type)
        {
            case SctpChunkType.Init:
                HandleInit(chunk.Value);
                return false;
            case SctpChunkType.InitAck:
                HandleInitAck(chunk.Value, now);
                return false;
            case SctpChunkType.CookieEcho:
                HandleCookieEcho(chunk.Value);
                return false;
            case SctpChunkType.CookieAck when State == SctpState.CookieEchoed:
                State = SctpState.Established;
                return false;
            case SctpChunkType.Abort:
            case SctpChunkType.ShutdownComplete:
                State = SctpState.Ended;
                return false;
            case SctpChunkType.Shutdown when State == SctpState.Established:
                _control.Enqueue((SctpChunkType.ShutdownAck, 0, []));
                return false;
            case SctpChunkType.Heartbeat when chunk.Value.Length <= MaxCookie && _control.Count < 16:
                _control.Enqueue((SctpChunkType.HeartbeatAck, 0, chunk.Value.ToArray()));
                return false;
            default:
                return State == SctpState.Established && HandleEstablished(chunk, now);
        }
    }

    private bool HandleEstablished(in SctpChunk chunk, TimeSpan now)
    {
        switch (chunk.Type)
        {
            case SctpChunkType.Data when DataChunk.TryParse(chunk, out var data):
                _incoming!.HandleData(data);
                return true;
            case SctpChunkType.Sack:
                _outgoing!.HandleSack(chunk.Value, now);
                return false;
            case SctpChunkType.ForwardTsn:
                _incoming!.HandleForwardTsn(chunk.Value);
                return true;
            case SctpChunkType.ReConfig:
                _resets!.Handle(chunk.Value, _incoming!, _outgoing!);
                return false;
            default:
                return false;
        }
    }

    // RFC 9260 section 5.1 and 5.2: answered in every state with the same tag and cookie, so simultaneous and repeated INITs meet.
    private void HandleInit(ReadOnlySpan<byte> value)
    {
        if (!InitChunk.TryParse(value, out var init, out _) || (State == SctpState.Established && init.InitiateTag != _peerTag))
        {
            return;
        }

        _pendingPeer = init;
        _initAckDue = true;
    }

    private void HandleInitAck(ReadOnlySpan<byte> value, TimeSpan now)
    {
        if (State != SctpState.CookieWait || !InitChunk.TryParse(value, out var init, out var parameters))
        {
            return;
        }

        while (SctpParameter.TryTake(ref parameters, out var parameter))
        {
            if (parameter.Type == SctpParameter.StateCookie && parameter.Value.Length is > 0 and <= MaxCookie)
            {
                _peerCookie = parameter.Value.ToArray();
            }
        }

        if (_peerCookie.Length > 0)
        {
            Establish(init);
            State = SctpState.CookieEchoed;
            _handshakeDue = true;
            _attempts = 0;
            _handshakeAt = now + HandshakeInterval;
        }
    }

    private void HandleCookieEcho(ReadOnlySpan<byte> value)
    {
        if (!value.SequenceEqual(_cookie) || _pendingPeer is not { } peer)
        {
            return;
        }

        if (State is SctpState.Closed or SctpState.CookieWait || (State == SctpState.CookieEchoed && peer.InitiateTag != _peerTag))
        {
            Establish(peer);
        }

        State = SctpState.Established;
        _handshakeDue = false;
        _control.Enqueue((SctpChunkType.CookieAck, 0, []));
    }

    private void Establish(InitChunk peer)
    {
        _peerTag = peer.InitiateTag;
        _incoming = new IncomingData(peer.InitialTsn, maxMessage);
        _outgoing = new OutgoingData(_initialTsn, peer.Window);
        _resets = new StreamReset(_initialTsn, peer.InitialTsn);
    }
}
