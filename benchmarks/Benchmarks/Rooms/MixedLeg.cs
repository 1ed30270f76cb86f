using Switchroom.Benchmarks.Media;
using Switchroom.Media.Codecs;
using Switchroom.Rooms.Mixing;
using Switchroom.Rtp.Jitter;

namespace Switchroom.Benchmarks.Rooms;

/// <summary>A phone leg without a network: packets prepared beforehand go through its jitter buffer and decoder; what it is sent is counted.</summary>
internal sealed class MixedLeg : IMixSource, IMixListener, IDisposable
{
    private const int Frames = 50;

    private readonly AudioPlayout _playout = new(JitterBufferOptions.Default);
    private readonly AudioCodec _codec;
    private readonly byte[][] _packets = new byte[Frames][];
    private readonly int _rate;
    private readonly bool _talks;
    private int _sent;

    public MixedLeg(MixFormat format, int seed, bool talks)
    {
        (Format, _rate, _talks) = (format, format.SampleRate, talks);
        _codec = AudioCodec.All.First(c => c.EncodingName.Equals(format.Encoding, StringComparison.OrdinalIgnoreCase));
        using var encoder = _codec.CreateEncoder(format.SampleRate);
        var (voice, buffer) = (Voice.Make(_rate, 20 * Frames, seed), new byte[AudioEncoder.MaxPayloadBytes]);
        for (var i = 0; i < Frames; i++)
        {
            _packets[i] = buffer[..encoder.Encode(voice.AsSpan(i * _rate / 50, _rate / 50), buffer)];
        }
    }

    public MixFormat? Format { get; }

    public byte? LevelHint => null;

    public int ExpectedLoss => 0;

    public int SampleRateFor(int roomRate) => _playout.SampleRateFor(roomRate);

    /// <summary>What the prepared packets hold, which a real leg does not.</summary>
    public static long OwnBytes(MixedLeg leg) => leg._packets.Sum(packet => 24 + packet.Length + 8);

    public void Receive(TimeSpan now)
    {
        if (_talks)
        {
            var timestamp = (uint)(_sent * (long)(_codec.RtpClockRate / 50));
            _playout.Insert(_codec, (ushort)_sent, timestamp, _packets[_sent % Frames], now);
            _sent++;
        }
    }

    public SourceFrame Read(Span<short> samples, int sampleRate, TimeSpan now) => _playout.Read(samples, sampleRate, now);

    public void Skip(TimeSpan now) => _playout.Skip(now);

    public void Write(ReadOnlySpan<byte> payload, TimeSpan now)
    {
    }

    public void Silence(TimeSpan now)
    {
    }

    public void Dispose() => _playout.Dispose();
}
