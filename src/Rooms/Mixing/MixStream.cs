using Switchroom.Media.Codecs;
using Switchroom.Media.Codecs.Opus;
using Switchroom.Media.Mixing;
using Switchroom.Media.Resampling;

namespace Switchroom.Rooms.Mixing;

/// <summary>One encode and everybody who receives it: the listeners that hear the same talkers in the same format.</summary>
internal sealed class MixStream : IDisposable
{
    private const int TickMilliseconds = 20;

    /// <summary>Packets after which the listeners are asked again what they lose.</summary>
    private const int PacketsOfALoss = 50;

    private readonly AudioEncoder _encoder;
    private readonly MixLimiter _limiter = new();
    private readonly short[] _pending;
    private readonly int _packetSamples;
    private short[] _mixed = [];
    private Resampler? _resampler;
    private int _pendingCount;
    private int _silentMilliseconds;
    private int _sumRate;
    private short _last;
    private int _expectedLoss = OpusEncoderSettings.UsualLoss;
    private int _packetsOfThisLoss;

    /// <summary>Makes a stream without a past.</summary>
    public MixStream(MixFormat format)
    {
        Format = format;
        _encoder = CreateEncoder(format);
        _packetSamples = format.SampleRate / 1000 * format.PacketMilliseconds;
        _pending = new short[format.PacketMilliseconds == TickMilliseconds ? _packetSamples : _packetSamples + (format.SampleRate / 1000 * TickMilliseconds)];
    }

    public MixFormat Format { get; }

    public List<MixedListener> Listeners { get; } = [];

    /// <summary>The talkers it carries in this tick.</summary>
    public ulong Heard { get; set; }

    /// <summary>The stream it was split from in this tick, if it was.</summary>
    public MixStream? SplitFrom { get; set; }

    /// <summary>Ticks that another stream has carried the same.</summary>
    public int TwinTicks { get; set; }

    /// <summary>Ticks without a talker.</summary>
    public int SilentTicks { get; private set; }

    /// <summary>Whether two streams that carry the same send different bits until their pasts agree.</summary>
    public bool HasMemory => _encoder.HasMemory;

    /// <summary>Whether it has settled into silence: no packet was begun and no past matters.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Continues another stream from where it is now.</summary>
    public void ContinueFrom(MixStream other)
    {
        _encoder.CopyStateFrom(other._encoder);
        _limiter.CopyStateFrom(other._limiter);
        other._pending.AsSpan(0, other._pendingCount).CopyTo(_pending);
        (_pendingCount, _silentMilliseconds) = (other._pendingCount, other._silentMilliseconds);
        (SilentTicks, IsSilent, TwinTicks) = (other.SilentTicks, other.IsSilent, 0);
        (_sumRate, _last) = (other._sumRate, other._last);
        (_expectedLoss, _packetsOfThisLoss) = (other._expectedLoss, 0);
        if (other._resampler is { } resampler)
        {
            SameAs(resampler);
        }
        else
        {
            _resampler?.Reset(_last);
        }
    }

    /// <summary>Begins anew, as for a first listener.</summary>
    /// <param name="tick">Number of this tick: packets longer than a tick end at the same ticks in all streams, so that streams can become one.</param>
    public void Begin(long tick)
    {
        _encoder.Reset();
        _limiter.Reset();
        _resampler?.Reset();
        (_silentMilliseconds, SilentTicks, TwinTicks, IsSilent, _last, _packetsOfThisLoss) = (0, 0, 0, false, 0, 0);
        BeginPacket((int)(tick * TickMilliseconds % Format.PacketMilliseconds));
    }

    /// <summary>Encodes and delivers this tick.</summary>
    /// <returns>How many packets were encoded.</returns>
    public int Send(MixSum sum, int tailTicks, TimeSpan now)
    {
        SilentTicks = Heard == 0 ? SilentTicks + 1 : 0;
        if (SilentTicks > tailTicks && _pendingCount == 0)
        {
            PassSilence(now);
            return 0;
        }

        if (IsSilent)
        {
            IsSilent = false;
            BeginPacket(_silentMilliseconds);
        }

        Append(sum);
        var encoded = 0;
        for (; _pendingCount >= _packetSamples; encoded++)
        {
            SendPacket(now);
        }

        return encoded;
    }

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();

    /// <summary>A new encoder for a format.</summary>
    internal static AudioEncoder CreateEncoder(MixFormat format)
    {
        var codec = AudioCodec.All.First(c => c.EncodingName.Equals(format.Encoding, StringComparison.OrdinalIgnoreCase));
        return codec == AudioCodec.Opus
            ? new OpusEncoder(format.SampleRate, OpusSettings(format))
            : codec.CreateEncoder(format.SampleRate);
    }

    private static OpusEncoderSettings OpusSettings(MixFormat format) => new()
    {
        BitRate = format.Bitrate > 0 ? format.Bitrate : null,
        Fec = format.Opus.Fec,
        ConstantBitRate = format.Opus.ConstantBitRate,
        MaxPlaybackRate = format.Opus.Bandwidth > 0 ? format.Opus.Bandwidth : 48_000,

        // Silence is left out by the gate. The codec's own judgement would leave out steady tones and music on hold, too.
        Dtx = false,
    };

    private void PassSilence(TimeSpan now)
    {
        if (!IsSilent)
        {
            // What comes after the silence begins like a new stream: the packets of silence that the listeners send settle their decoders.
            (IsSilent, _silentMilliseconds) = (true, 0);
            _encoder.Reset();
            _limiter.Reset();
        }

        _silentMilliseconds += TickMilliseconds;
        for (; _silentMilliseconds >= Format.PacketMilliseconds; _silentMilliseconds -= Format.PacketMilliseconds)
        {
            foreach (var listener in Listeners)
            {
                listener.Silence(now);
            }
        }
    }

    private void BeginPacket(int milliseconds)
    {
        _pendingCount = Format.SampleRate / 1000 * milliseconds;
        _pending.AsSpan(0, _pendingCount).Clear();
    }

    private void Append(MixSum sum)
    {
        var target = _pending.AsSpan(_pendingCount, Format.SampleRate / 1000 * TickMilliseconds);
        _pendingCount += target.Length;
        if (Heard == 0)
        {
            target.Clear();
            _resampler?.Reset();
            _last = 0;
            return;
        }

        var isNewRate = sum.SampleRate != _sumRate;
        _sumRate = sum.SampleRate;
        if (sum.SampleRate != Format.SampleRate)
        {
            Resample(sum, isNewRate, target);
        }
        else
        {
            _limiter.Limit(sum.Of(Heard), target);
            if (isNewRate)
            {
                Fade.Join(_last, target[..(target.Length / 4)]);
            }
        }

        _last = target[^1];
    }

    private void Resample(MixSum sum, bool isNewRate, Span<short> target)
    {
        if (_mixed.Length != sum.SampleRate / 50)
        {
            _mixed = new short[sum.SampleRate / 50];
        }

        _limiter.Limit(sum.Of(Heard), _mixed);
        if (isNewRate)
        {
            // What the former resampler still held is gone.
            Fade.Join(_last, _mixed.AsSpan(0, _mixed.Length / 4));
        }

        ResamplerFrom(sum.SampleRate).Resample(_mixed, target);
    }

    private void SendPacket(TimeSpan now)
    {
        FollowLoss();
        Span<byte> buffer = stackalloc byte[AudioEncoder.MaxPayloadBytes];
        var length = _encoder.Encode(_pending.AsSpan(0, _packetSamples), buffer);
        _pendingCount -= _packetSamples;
        _pending.AsSpan(_packetSamples, _pendingCount).CopyTo(_pending);
        ReadOnlySpan<byte> payload = buffer[..length];
        foreach (var listener in Listeners)
        {
            listener.Write(payload, now);
        }
    }

    /// <summary>Redundancy is for the listener that loses most: the encode is everybody's.</summary>
    private void FollowLoss()
    {
        if (!Format.Opus.Fec || _packetsOfThisLoss++ % PacketsOfALoss != 0)
        {
            return;
        }

        var loss = 0;
        foreach (var listener in Listeners)
        {
            loss = Math.Max(loss, listener.ExpectedLoss);
        }

        if (loss != _expectedLoss)
        {
            _expectedLoss = loss;
            _encoder.ExpectLoss(loss);
        }
    }

    private Resampler ResamplerFrom(int roomRate)
    {
        if (_resampler?.FromRate != roomRate)
        {
            _resampler = new Resampler(roomRate, Format.SampleRate);
            _resampler.Reset(_last);
        }

        return _resampler;
    }

    private void SameAs(Resampler other) => ResamplerFrom(other.FromRate).CopyStateFrom(other);
}
