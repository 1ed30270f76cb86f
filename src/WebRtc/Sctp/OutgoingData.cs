using System.Buffers.Binary;

namespace Switchroom.WebRtc.Sctp;

/// <summary>
/// The sending half of an association: cuts messages into DATA chunks, retransmits, abandons, obeys the congestion and the peer's window
/// (RFC 9260 sections 6.1, 6.3, 7; RFC 3758).
/// </summary>
internal sealed class OutgoingData(uint initialTsn, uint peerWindow)
{
    private const int MaxErrors = 12;
    private const int MaxPayload = SctpPacket.MaxLength - SctpPacket.HeaderLength - SctpPacket.ChunkHeaderLength - DataChunk.HeaderLength;

    private readonly Queue<OutgoingMessage> _waiting = new();
    private readonly List<OutgoingChunk> _sent = [];
    private readonly Dictionary<ushort, ushort> _sequences = [];
    private readonly CongestionWindow _window = new();
    private readonly RetransmissionTimeout _timeout = new();
    private uint _nextTsn = initialTsn;
    private uint _cumulative = initialTsn - 1;
    private uint _advanced = initialTsn - 1;
    private long _peerWindow = peerWindow;
    private int _flight;
    private int _errors;
    private bool _forwardDue;

    /// <summary>T3-rtx.</summary>
    internal TimeSpan? RetransmitAt { get; private set; }

    /// <summary>Payload bytes not yet acknowledged or abandoned.</summary>
    internal long BufferedBytes { get; private set; }

    /// <summary>Whether the peer stopped acknowledging for too long.</summary>
    internal bool HasFailed => _errors > MaxErrors;

    /// <summary>The last TSN assigned.</summary>
    internal uint LastTsn => _nextTsn - 1;

    internal bool IsEmpty => _sent.Count == 0 && _waiting.Count == 0;

    internal void Enqueue(OutgoingMessage message)
    {
        _waiting.Enqueue(message);
        BufferedBytes += message.Payload.Length;
    }

    /// <summary>Our stream was reset: its numbers start again at 0.</summary>
    internal void ResetStream(ushort streamId) => _sequences.Remove(streamId);

    /// <summary>Takes a SACK (RFC 9260 section 6.2.1).</summary>
    internal void HandleSack(ReadOnlySpan<byte> value, TimeSpan now)
    {
        if (value.Length < 12)
        {
            return;
        }

        var cumulative = BinaryPrimitives.ReadUInt32BigEndian(value);
        if (Tsn.IsAfter(_cumulative, cumulative) || Tsn.IsAfter(cumulative, LastTsn))
        {
            return;
        }

        var flightBefore = _flight;
        var advanced = cumulative != _cumulative;
        var acked = TakeAcknowledged(cumulative, now);
        MarkGaps(value, now);
        _window.Acknowledge(acked, flightBefore, cumulative);
        _peerWindow = BinaryPrimitives.ReadUInt32BigEndian(value[4..]);
        if (advanced)
        {
            _errors = 0;
        }

        AbandonLost(now);
        AdvanceForward();
        if (_sent.Count == 0)
        {
            RetransmitAt = null;
        }
        else if (advanced)
        {
            RetransmitAt = now + _timeout.Value;
        }
    }

    /// <summary>T3-rtx expired (RFC 9260 section 6.3.3).</summary>
    internal void HandleDeadline(TimeSpan now)
    {
        if (RetransmitAt is not { } due || due > now)
        {
            return;
        }

        _errors++;
        _timeout.BackOff();
        _window.Expire();
        foreach (var chunk in _sent)
        {
            if (chunk.InFlight)
            {
                chunk.ToRetransmit = true;
            }
        }

        AbandonLost(now);
        AdvanceForward();
        CountFlight();
        RetransmitAt = _sent.Count > 0 ? now + _timeout.Value : null;
    }

    /// <summary>Whether <see cref="Write"/> would write something.</summary>
    internal bool CanWrite(TimeSpan now)
    {
        if (_forwardDue)
        {
            return true;
        }

        foreach (var chunk in _sent)
        {
            if (chunk.ToRetransmit && !chunk.Message.Abandoned && !chunk.Acked)
            {
                return _flight == 0 || _flight + chunk.Length <= _window.Size;
            }
        }

        return NextMessage(now) is { } message
            && (_flight == 0 || _flight + Math.Min(MaxPayload, message.Payload.Length - message.Cut) <= Math.Min(_window.Size, _peerWindow));
    }

    /// <summary>Fills a packet with FORWARD-TSN and DATA chunks as far as the windows allow.</summary>
    internal void Write(ref SctpPacketWriter writer, TimeSpan now)
    {
        if (_forwardDue)
        {
            _forwardDue = !ForwardTsnChunk.TryWrite(ref writer, _advanced, _sent);
            RetransmitAt ??= now + _timeout.Value;
        }

        foreach (var chunk in _sent)
        {
            if (chunk.ToRetransmit && !chunk.Message.Abandoned && !chunk.Acked)
            {
                if (!HasRoom(writer, chunk.Length) || (_flight > 0 && _flight + chunk.Length > _window.Size))
                {
                    return;
                }

                Send(chunk, ref writer, now);
            }
        }

        while (NextMessage(now) is { } message)
        {
            var length = Math.Min(MaxPayload, message.Payload.Length - message.Cut);

            // One chunk may always be on its way, to probe a closed window (RFC 9260 section 6.1 rule A).
            if (!HasRoom(writer, length) || (_flight > 0 && _flight + length > Math.Min(_window.Size, _peerWindow)))
            {
                return;
            }

            Send(Cut(message, length), ref writer, now);
        }
    }

    private static bool HasRoom(in SctpPacketWriter writer, int length) => writer.Room >= DataChunk.HeaderLength + length;

    private OutgoingMessage? NextMessage(TimeSpan now)
    {
        while (_waiting.TryPeek(out var message))
        {
            if (!message.Abandoned && message.ExpiresAt is { } expiry && expiry <= now)
            {
                Abandon(message);
                AdvanceForward();
            }

            if (!message.Abandoned && message.Cut < message.Payload.Length)
            {
                return message;
            }

            _waiting.Dequeue();
        }

        return null;
    }

    private OutgoingChunk Cut(OutgoingMessage message, int length)
    {
        if (message.Cut == 0 && !message.Unordered)
        {
            message.StreamSequence = _sequences.GetValueOrDefault(message.StreamId);
            _sequences[message.StreamId] = (ushort)(message.StreamSequence + 1);
        }

        var chunk = new OutgoingChunk { Message = message, Tsn = _nextTsn++, Offset = message.Cut, Length = length };
        message.Cut += length;
        _sent.Add(chunk);
        return chunk;
    }

    private void Send(OutgoingChunk chunk, ref SctpPacketWriter writer, TimeSpan now)
    {
        var data = new DataChunk
        {
            Flags = chunk.Flags,
            Tsn = chunk.Tsn,
            StreamId = chunk.Message.StreamId,
            StreamSequence = chunk.Message.StreamSequence,
            PayloadProtocol = chunk.Message.PayloadProtocol,
            Payload = chunk.Message.Payload.AsSpan(chunk.Offset, chunk.Length),
        };
        data.Write(writer.Add(SctpChunkType.Data, data.Flags, DataChunk.HeaderLength + chunk.Length));
        chunk.ToRetransmit = false;
        chunk.Misses = 0;
        chunk.Transmissions++;
        chunk.SentAt = now;
        _flight += chunk.Length;
        RetransmitAt ??= now + _timeout.Value;
    }

    private int TakeAcknowledged(uint cumulative, TimeSpan now)
    {
        var count = 0;
        var bytes = 0;
        while (count < _sent.Count && !Tsn.IsAfter(_sent[count].Tsn, cumulative))
        {
            var chunk = _sent[count++];
            bytes += chunk.Length;
            if (!chunk.Message.Abandoned)
            {
                BufferedBytes -= chunk.Length;
            }

            // Karn: a retransmitted chunk does not tell which transmission was acknowledged.
            if (chunk.Transmissions == 1 && !chunk.Acked)
            {
                _timeout.Measure(now - chunk.SentAt);
            }
        }

        _sent.RemoveRange(0, count);
        _cumulative = cumulative;
        if (Tsn.IsAfter(cumulative, _advanced))
        {
            _advanced = cumulative;
        }

        if (_advanced == _cumulative)
        {
            _forwardDue = false;
        }

        CountFlight();
        return bytes;
    }

    private void MarkGaps(ReadOnlySpan<byte> value, TimeSpan now)
    {
        int blocks = BinaryPrimitives.ReadUInt16BigEndian(value[8..]);
        var rest = value[12..];
        blocks = Math.Min(blocks, rest.Length / 4);
        var highest = _cumulative;
        var block = 0;
        foreach (var chunk in _sent)
        {
            var offset = chunk.Tsn - _cumulative;
            while (block < blocks && offset > BinaryPrimitives.ReadUInt16BigEndian(rest[((4 * block) + 2)..]))
            {
                block++;
            }

            var acked = block < blocks && offset >= BinaryPrimitives.ReadUInt16BigEndian(rest[(4 * block)..]);
            if (acked && !chunk.Acked)
            {
                highest = chunk.Tsn;
                if (chunk.Transmissions == 1)
                {
                    _timeout.Measure(now - chunk.SentAt);
                }
            }

            chunk.Acked = acked;
        }

        CountMisses(highest);
        CountFlight();
    }

    // RFC 9260 section 7.2.4: only reports that newly acknowledge something later count.
    private void CountMisses(uint highestNewlyAcked)
    {
        foreach (var chunk in _sent)
        {
            if (!Tsn.IsAfter(highestNewlyAcked, chunk.Tsn))
            {
                return;
            }

            if (chunk.InFlight && ++chunk.Misses >= 3)
            {
                chunk.ToRetransmit = true;
                _window.Lose(LastTsn);
            }
        }
    }

    private void CountFlight()
    {
        _flight = 0;
        foreach (var chunk in _sent)
        {
            _flight += chunk.InFlight ? chunk.Length : 0;
        }
    }

    private void AbandonLost(TimeSpan now)
    {
        foreach (var chunk in _sent)
        {
            var message = chunk.Message;
            if (chunk.ToRetransmit && !message.Abandoned && !chunk.Acked
                && (chunk.Transmissions > message.MaxRetransmits || message.ExpiresAt <= now))
            {
                Abandon(message);
            }
        }
    }

    private void Abandon(OutgoingMessage message)
    {
        message.Abandoned = true;
        BufferedBytes -= message.Payload.Length - message.Cut;
        foreach (var chunk in _sent)
        {
            if (chunk.Message == message)
            {
                BufferedBytes -= chunk.Length;
            }
        }

        CountFlight();
    }

    private void AdvanceForward()
    {
        foreach (var chunk in _sent)
        {
            if (!chunk.Message.Abandoned)
            {
                break;
            }

            if (Tsn.IsAfter(chunk.Tsn, _advanced))
            {
                _advanced = chunk.Tsn;
            }
        }

        _forwardDue = Tsn.IsAfter(_advanced, _cumulative);
    }
}
