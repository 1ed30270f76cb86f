using Switchroom.Media.Codecs;
using Switchroom.Media.Codecs.Opus;
using Switchroom.Rtp;
using Switchroom.Rtp.Jitter;
using Switchroom.Rtp.Retransmission;
using LevelExtension = Switchroom.Rtp.HeaderExtensions.AudioLevel;

namespace Switchroom.Rooms.Mixing;

/// <summary>A browser's Opus track as a source of the mix: decoded when its level, which the packets tell (RFC 6464), puts it among the talkers.</summary>
/// <param name="red">Payload type of redundant audio around the Opus packets (RFC 2198); null when none was agreed.</param>
/// <param name="levelExtension">Id of the audio level header extension; 0 when none was agreed.</param>
internal sealed class OpusTrackSource(PayloadType? red, byte levelExtension) : IMixSource, IDisposable
{
    /// <summary>How long a level from a packet counts: packets wait in the jitter buffer before they are heard.</summary>
    private static readonly TimeSpan LevelLife = TimeSpan.FromMilliseconds(200);

    private readonly AudioPlayout _playout = new(JitterBufferOptions.Default);
    private byte _loudest = Media.Levels.AudioLevel.Silence;
    private TimeSpan _loudestUntil = TimeSpan.MinValue;
    private TimeSpan _lastPacket = TimeSpan.MinValue;
    private bool _tellsLevel;
    private byte? _hint = Media.Levels.AudioLevel.Silence;

    /// <summary>What the jitter buffer did.</summary>
    public JitterCounters Counters => _playout.Counters;

    /// <inheritdoc/>
    public byte? LevelHint => _hint;

    /// <summary>Takes an RTP packet of the track, redundant or plain; anything else is ignored.</summary>
    public void HandleRtp(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (!RtpPacket.TryParse(datagram, out var packet) || packet.Payload.IsEmpty)
        {
            return;
        }

        var level = packet.Extensions.TryGet(levelExtension, out var value) && LevelExtension.TryRead(value, out var read) ? read.MinusDbov : -1;
        Insert(packet.SequenceNumber, packet.Timestamp, packet.Payload, packet.PayloadType == red, levelExtension == 0 ? -1 : level, now);
    }

    /// <summary>Takes a packet whose header was read elsewhere.</summary>
    /// <param name="sequenceNumber">Its sequence number.</param>
    /// <param name="timestamp">Its media time.</param>
    /// <param name="payload">Opus, or redundant audio around it; not empty.</param>
    /// <param name="isRed">Whether it is redundant audio.</param>
    /// <param name="level">Its level (RFC 6464), -1 when it tells none.</param>
    /// <param name="now">Monotonic time.</param>
    public void Insert(ushort sequenceNumber, uint timestamp, ReadOnlySpan<byte> payload, bool isRed, int level, TimeSpan now)
    {
        TakeLevel(level, now);
        if (isRed)
        {
            InsertRedundant(sequenceNumber, timestamp, payload, now);
        }
        else
        {
            _playout.Insert(AudioCodec.Opus, sequenceNumber, timestamp, payload, now);
        }
    }

    /// <inheritdoc/>
    public int SampleRateFor(int roomRate) => AudioCodec.Opus.SampleRateFor(roomRate);

    /// <inheritdoc/>
    public SourceFrame Read(Span<short> samples, int sampleRate, TimeSpan now)
    {
        UpdateHint(now);
        return _playout.Read(samples, sampleRate, now);
    }

    /// <inheritdoc/>
    public void Skip(TimeSpan now)
    {
        UpdateHint(now);
        _playout.Skip(now);
    }

    /// <inheritdoc/>
    public void Dispose() => _playout.Dispose();

    private void TakeLevel(int level, TimeSpan now)
    {
        _lastPacket = now;
        if (level < 0)
        {
            _tellsLevel = false;
            UpdateHint(now);
            return;
        }

        _tellsLevel = true;
        if (level <= _loudest || now >= _loudestUntil)
        {
            (_loudest, _loudestUntil) = ((byte)level, now + LevelLife);
        }

        UpdateHint(now);
    }

    private void UpdateHint(TimeSpan now)
    {
        var isQuiet = _lastPacket == TimeSpan.MinValue || now - _lastPacket > LevelLife;
        _hint = isQuiet ? Media.Levels.AudioLevel.Silence : _tellsLevel ? _loudest : null;
    }

    /// <summary>Older blocks fill the gaps of lost packets; those that are there already are known by their number.</summary>
    private void InsertRedundant(ushort sequenceNumber, uint timestamp, ReadOnlySpan<byte> redundant, TimeSpan now)
    {
        if (!RedPayload.TryParse(redundant, out var payload))
        {
            return;
        }

        var blocks = 0;
        foreach (var block in payload)
        {
            blocks++;
        }

        var behind = (ushort)(blocks - 1);
        foreach (var block in payload)
        {
            // A block's number is not told: it is only known where the packets between it and this one have its length each.
            if (behind == 0 || block.TimestampOffset == (uint)(behind * OpusPacket.DurationOf(block.Data)))
            {
                _playout.Insert(AudioCodec.Opus, (ushort)(sequenceNumber - behind), timestamp - block.TimestampOffset, block.Data, now);
            }

            behind--;
        }
    }
}
