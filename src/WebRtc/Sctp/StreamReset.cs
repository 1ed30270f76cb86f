using System.Buffers.Binary;

namespace Switchroom.WebRtc.Sctp;

/// <summary>
/// Closing streams by resetting them (RFC 6525): at most one request of ours is under way; a request of the peer's waits until everything sent
/// before it has arrived.
/// </summary>
internal sealed class StreamReset(uint initialTsn, uint peerInitialTsn)
{
    private const int ResponseLength = 12;
    private const int MaxPerRequest = 64;
    private const uint Performed = 1;
    private const uint InProgress = 6;

    private readonly Queue<ushort> _wanted = new();
    private readonly HashSet<ushort> _isWanted = [];
    private readonly Queue<ushort> _closedByPeer = new();
    private ushort[] _underWay = [];
    private uint _requestNumber = initialTsn;
    private uint _lastTsn;
    private uint _peerRequestNumber = peerInitialTsn - 1;
    private (uint Number, uint Result)? _response;
    private bool _requestDue;

    /// <summary>When our request is to be repeated.</summary>
    internal TimeSpan? RetransmitAt { get; private set; }

    internal bool IsDue => _response is not null || _requestDue || (_underWay.Length == 0 && _wanted.Count > 0);

    /// <summary>Wants a stream of ours reset.</summary>
    internal void Want(ushort streamId)
    {
        if (!_underWay.Contains(streamId) && _isWanted.Add(streamId))
        {
            _wanted.Enqueue(streamId);
        }
    }

    /// <summary>Takes a stream that the peer reset.</summary>
    internal bool TryTakeClosed(out ushort streamId) => _closedByPeer.TryDequeue(out streamId);

    internal void HandleDeadline(TimeSpan now)
    {
        if (RetransmitAt <= now)
        {
            _requestDue = true;
            RetransmitAt = now + TimeSpan.FromSeconds(1);
        }
    }

    /// <summary>Takes a RE-CONFIG chunk.</summary>
    internal void Handle(ReadOnlySpan<byte> value, IncomingData incoming, OutgoingData outgoing)
    {
        while (SctpParameter.TryTake(ref value, out var parameter))
        {
            if (parameter.Type == SctpParameter.OutgoingReset && parameter.Value.Length >= 12)
            {
                HandleRequest(parameter.Value, incoming);
            }
            else if (parameter.Type == SctpParameter.ReconfigurationResponse && parameter.Value.Length >= 8)
            {
                HandleResponse(parameter.Value, outgoing);
            }
        }
    }

    /// <summary>Writes what is due: a response to the peer, or our request once everything before it was sent.</summary>
    internal void Write(ref SctpPacketWriter writer, OutgoingData outgoing, TimeSpan now)
    {
        if (_response is { } response && writer.Room >= ResponseLength)
        {
            var value = writer.Add(SctpChunkType.ReConfig, 0, ResponseLength);
            BinaryPrimitives.WriteUInt16BigEndian(value, SctpParameter.ReconfigurationResponse);
            BinaryPrimitives.WriteUInt16BigEndian(value[2..], ResponseLength);
            BinaryPrimitives.WriteUInt32BigEndian(value[4..], response.Number);
            BinaryPrimitives.WriteUInt32BigEndian(value[8..], response.Result);
            _response = null;
        }

        if (_underWay.Length == 0 && _wanted.Count > 0 && outgoing.IsEmpty)
        {
            _underWay = new ushort[Math.Min(MaxPerRequest, _wanted.Count)];
            for (var i = 0; i < _underWay.Length; i++)
            {
                _underWay[i] = _wanted.Dequeue();
                _isWanted.Remove(_underWay[i]);
            }

            _lastTsn = outgoing.LastTsn;
            _requestDue = true;
        }

        if (_requestDue && _underWay.Length > 0 && writer.Room >= 16 + (2 * _underWay.Length))
        {
            WriteRequest(ref writer);
            _requestDue = false;
            RetransmitAt ??= now + TimeSpan.FromSeconds(1);
        }
    }

    private void WriteRequest(ref SctpPacketWriter writer)
    {
        var length = 16 + (2 * _underWay.Length);
        var value = writer.Add(SctpChunkType.ReConfig, 0, length);
        BinaryPrimitives.WriteUInt16BigEndian(value, SctpParameter.OutgoingReset);
        BinaryPrimitives.WriteUInt16BigEndian(value[2..], (ushort)length);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], _requestNumber);
        BinaryPrimitives.WriteUInt32BigEndian(value[8..], _peerRequestNumber);
        BinaryPrimitives.WriteUInt32BigEndian(value[12..], _lastTsn);
        for (var i = 0; i < _underWay.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value[(16 + (2 * i))..], _underWay[i]);
        }
    }

    private void HandleRequest(ReadOnlySpan<byte> value, IncomingData incoming)
    {
        var number = BinaryPrimitives.ReadUInt32BigEndian(value);
        var lastTsn = BinaryPrimitives.ReadUInt32BigEndian(value[8..]);
        if (number == _peerRequestNumber)
        {
            _response = (number, Performed);
            return;
        }

        if (number != _peerRequestNumber + 1)
        {
            return;
        }

        if (Tsn.IsAfter(lastTsn, incoming.CumulativeTsn))
        {
            _response = (number, InProgress);
            return;
        }

        _peerRequestNumber = number;
        _response = (number, Performed);
        for (var rest = value[12..]; rest.Length >= 2; rest = rest[2..])
        {
            var stream = BinaryPrimitives.ReadUInt16BigEndian(rest);
            incoming.Reassembly.Reset(stream);
            _closedByPeer.Enqueue(stream);
        }
    }

    private void HandleResponse(ReadOnlySpan<byte> value, OutgoingData outgoing)
    {
        var result = BinaryPrimitives.ReadUInt32BigEndian(value[4..]);
        if (BinaryPrimitives.ReadUInt32BigEndian(value) != _requestNumber || _underWay.Length == 0 || result == InProgress)
        {
            return;
        }

        // Refusals end the attempt as well: the stream is unused from here on either way.
        foreach (var stream in _underWay)
        {
            outgoing.ResetStream(stream);
        }

        _underWay = [];
        _requestNumber++;
        _requestDue = false;
        RetransmitAt = null;
    }
}
