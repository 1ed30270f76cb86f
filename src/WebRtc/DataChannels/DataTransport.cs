using Switchroom.WebRtc.Sctp;

namespace Switchroom.WebRtc.DataChannels;

/// <summary>The data channels of one peer over its SCTP association (RFC 8831, RFC 8832).</summary>
internal sealed class DataTransport(SctpAssociation association, bool dtlsServer, int maxChannels, Action<PeerEvent> raise)
{
    private const uint Text = 51;
    private const uint Binary = 53;
    private const uint EmptyText = 56;
    private const uint EmptyBinary = 57;

    private readonly Dictionary<ushort, DataChannel> _channels = [];

    // RFC 8832 section 6: the DTLS client opens even streams, the server odd ones.
    private ushort _nextStream = dtlsServer ? (ushort)1 : (ushort)0;
    private bool _established;

    internal SctpAssociation Association { get; } = association;

    /// <summary>Largest message the peer takes.</summary>
    internal int PeerMaxMessageSize { get; set; } = 65_536;

    internal DataChannel Open(DataChannelOptions options, TimeSpan now)
    {
        while (_channels.ContainsKey(_nextStream))
        {
            _nextStream += 2;
        }

        // Streams are not used again, so that a reset under way cannot meet a new channel.
        var channel = new DataChannel(_nextStream, options);
        _nextStream += 2;
        _channels.Add(channel.StreamId, channel);
        if (_established)
        {
            SendOpen(channel);
        }

        return channel;
    }

    internal bool Send(DataChannel channel, ReadOnlySpan<byte> payload, bool binary, TimeSpan now)
    {
        if (!channel.IsOpen || payload.Length > PeerMaxMessageSize || !_channels.ContainsValue(channel))
        {
            return false;
        }

        // SCTP has no empty messages, so an empty one is a byte under a protocol of its own (RFC 8831 section 6.6).
        var empty = payload.IsEmpty;
        return Association.Send(new OutgoingMessage
        {
            StreamId = channel.StreamId,
            PayloadProtocol = binary ? (empty ? EmptyBinary : Binary) : empty ? EmptyText : Text,
            Payload = empty ? [0] : payload.ToArray(),
            Unordered = !channel.Options.Ordered,
            MaxRetransmits = channel.Options.MaxRetransmits,
            ExpiresAt = channel.Options.MaxLifetime is { } lifetime ? now + lifetime : null,
        });
    }

    internal void Close(DataChannel channel)
    {
        if (_channels.Remove(channel.StreamId))
        {
            channel.IsOpen = false;
            Association.ResetStream(channel.StreamId);
            raise(new DataChannelClosed(channel));
        }
    }

    /// <summary>The association changed or received something: deals with all of it.</summary>
    internal void Follow()
    {
        if (!_established && Association.State == SctpState.Established)
        {
            _established = true;
            foreach (var channel in _channels.Values)
            {
                SendOpen(channel);
            }
        }

        while (Association.TryTakeMessage(out var message))
        {
            HandleMessage(message);
        }

        while (Association.TryTakeClosedStream(out var streamId))
        {
            if (_channels.TryGetValue(streamId, out var channel))
            {
                Close(channel);
            }
        }

        if (Association.State == SctpState.Ended)
        {
            CloseAll();
        }
    }

    internal void CloseAll()
    {
        foreach (var channel in _channels.Values.ToList())
        {
            _channels.Remove(channel.StreamId);
            channel.IsOpen = false;
            raise(new DataChannelClosed(channel));
        }
    }

    private void SendOpen(DataChannel channel) => SendControl(channel.StreamId, DcepMessage.WriteOpen(channel.Options));

    private void SendControl(ushort streamId, byte[] payload) => Association.Send(new OutgoingMessage
    {
        StreamId = streamId, PayloadProtocol = DcepMessage.PayloadProtocol, Payload = payload, Unordered = false,
    });

    private void HandleMessage(in SctpMessage message)
    {
        if (message.PayloadProtocol == DcepMessage.PayloadProtocol)
        {
            HandleControl(message);
        }
        else if (_channels.TryGetValue(message.StreamId, out var channel))
        {
            // Data on a channel that we opened tells as much as the ACK it overtook (RFC 8832 section 6).
            BecomeOpen(channel);
            var empty = message.PayloadProtocol is EmptyText or EmptyBinary;
            if (empty || message.PayloadProtocol is Text or Binary)
            {
                raise(new DataMessageReceived(channel, empty ? [] : message.Payload, message.PayloadProtocol is Binary or EmptyBinary));
            }
        }
    }

    private void HandleControl(in SctpMessage message)
    {
        if (message.Payload[0] == DcepMessage.Ack)
        {
            if (_channels.TryGetValue(message.StreamId, out var ours))
            {
                BecomeOpen(ours);
            }

            return;
        }

        if (!DcepMessage.TryReadOpen(message.Payload, out var options) || _channels.ContainsKey(message.StreamId) || _channels.Count >= maxChannels)
        {
            Association.ResetStream(message.StreamId);
            return;
        }

        var channel = new DataChannel(message.StreamId, options!);
        _channels.Add(channel.StreamId, channel);
        SendControl(channel.StreamId, [DcepMessage.Ack]);
        BecomeOpen(channel);
    }

    private void BecomeOpen(DataChannel channel)
    {
        if (!channel.IsOpen)
        {
            channel.IsOpen = true;
            raise(new DataChannelOpened(channel));
        }
    }
}
