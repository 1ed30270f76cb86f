using Switchroom.WebRtc;
using Switchroom.WebRtc.DataChannels;

namespace Switchroom.Rooms.Worker;

/// <summary>
/// The two data channels that a participant is sent packets on. Reliable packets wait, in order, until theirs is open: who has just joined gets what was sent since.
/// When too much waits, the oldest packets go: what is left reads as if the participant had come a little later.
/// </summary>
internal sealed class ParticipantData
{
    /// <summary>Most packets that wait for the channel.</summary>
    public const int MaxWaitingPackets = 500;

    /// <summary>Most bytes that wait for it.</summary>
    public const int MaxWaitingBytes = 1024 * 1024;

    private const string LossyLabel = "_lossy";
    private const string ReliableLabel = "_reliable";

    private readonly Queue<ReadOnlyMemory<byte>> _waiting = new();
    private DataChannel? _reliable;
    private DataChannel? _lossy;
    private int _waitingBytes;

    /// <summary>Which of a client's data channels is the lossy one.</summary>
    public static bool IsReliable(DataChannel channel) => channel.Label != LossyLabel;

    /// <summary>Opens the channels from our side.</summary>
    public void Open(PeerConnection connection, TimeSpan now)
    {
        _reliable = connection.OpenDataChannel(new DataChannelOptions(ReliableLabel), now);
        _lossy = connection.OpenDataChannel(new DataChannelOptions(LossyLabel, Ordered: false, MaxRetransmits: 0), now);
    }

    /// <summary>A channel of the connection that we send on is open: one of ours, or one that the client opened and that serves as ours.</summary>
    public void Opened(DataChannel channel, PeerConnection connection, TimeSpan now)
    {
        if (channel.Label == LossyLabel)
        {
            _lossy = channel;
        }
        else if (channel.Label == ReliableLabel)
        {
            _reliable = channel;
            while (_waiting.TryDequeue(out var payload))
            {
                connection.SendData(channel, payload.Span, binary: true, now);
            }

            _waitingBytes = 0;
        }
    }

    /// <summary>Sends a packet; a reliable one may wait. Its bytes must not change any more.</summary>
    public void Send(ReadOnlyMemory<byte> payload, bool reliable, PeerConnection connection, TimeSpan now)
    {
        if ((reliable ? _reliable : _lossy) is { IsOpen: true } channel)
        {
            connection.SendData(channel, payload.Span, binary: true, now);
        }
        else if (reliable)
        {
            Wait(payload);
        }
    }

    private void Wait(ReadOnlyMemory<byte> payload)
    {
        _waiting.Enqueue(payload);
        _waitingBytes += payload.Length;
        while (_waiting.Count > MaxWaitingPackets || _waitingBytes > MaxWaitingBytes)
        {
            _waitingBytes -= _waiting.Dequeue().Length;
        }
    }
}
