using Switchroom.Media.Codecs;
using Switchroom.Rooms.Mixing;
using Switchroom.Rtp.Jitter;

namespace Switchroom.Rooms.Tests.Mixing;

/// <summary>A far end that sends a tone over a seeded network, and a playout that is read every 20 ms of our clock.</summary>
internal sealed class PlayoutRun
{
    private readonly Random _random = new(11);
    private readonly AudioCodec _codec;
    private readonly AudioEncoder _encoder;
    private readonly PriorityQueue<int, TimeSpan> _onTheWay = new();
    private readonly byte[][] _packets = new byte[64][];
    private readonly int[] _lengths = new int[64];
    private readonly short[] _frame;
    private readonly short[] _samples;
    private short[] _kept = new short[48000 * 8];
    private int _keptCount;
    private TimeSpan _now;
    private TimeSpan _sendAt;
    private TimeSpan _heldUntil;
    private double _phase;
    private int _sent;

    public PlayoutRun(string codec, int rate)
    {
        var audio = AudioCodec.All.Single(c => c.EncodingName == codec);
        (Rate, _codec, Playout) = (rate, audio, new AudioPlayout(JitterBufferOptions.Default));
        _encoder = audio.CreateEncoder(audio.SampleRateFor(rate));
        _frame = new short[_encoder.SampleRate / 50];
        _samples = new short[rate / 50];
        for (var i = 0; i < _packets.Length; i++)
        {
            _packets[i] = new byte[AudioEncoder.MaxPayloadBytes];
        }
    }

    public int Rate { get; }

    public AudioPlayout Playout { get; }

    public double Frequency => 440;

    /// <summary>How long the far end's second is, in ours.</summary>
    public double Drift { get; init; } = 1;

    public double Loss { get; init; }

    public TimeSpan Jitter { get; init; }

    /// <summary>How many of the newest samples are kept.</summary>
    public int Keep { get; init; } = int.MaxValue;

    public bool Skips { get; set; }

    public long Samples { get; private set; }

    /// <summary>The most delay after the first ten seconds.</summary>
    public TimeSpan MaxDelay { get; private set; }

    public ReadOnlySpan<short> Last(int milliseconds) => _kept.AsSpan(_keptCount - (Rate / 1000 * milliseconds), Rate / 1000 * milliseconds);

    /// <summary>The network holds everything back for a while.</summary>
    public void Stall(TimeSpan duration) => _heldUntil = _now + duration;

    public void RunFor(TimeSpan duration)
    {
        for (var end = _now + duration; _now < end; _now += TimeSpan.FromMilliseconds(20))
        {
            Send();
            Arrive();
            if (Skips)
            {
                Playout.Skip(_now);
                continue;
            }

            Playout.Read(_samples, Rate, _now);
            Store();
            if (_now > TimeSpan.FromSeconds(10) && Playout.Delay > MaxDelay)
            {
                MaxDelay = Playout.Delay;
            }
        }
    }

    private void Send()
    {
        for (; _sendAt <= _now; _sendAt += TimeSpan.FromMilliseconds(20) * Drift)
        {
            for (var i = 0; i < _frame.Length; i++)
            {
                _frame[i] = (short)(8000 * Math.Sin(_phase));
                _phase += 2 * Math.PI * Frequency / _encoder.SampleRate;
            }

            _lengths[_sent % 64] = _encoder.Encode(_frame, _packets[_sent % 64]);
            if (_random.NextDouble() >= Loss)
            {
                var arrival = _sendAt + TimeSpan.FromMilliseconds(5) + (Jitter * _random.NextDouble());
                _onTheWay.Enqueue(_sent, arrival < _heldUntil ? _heldUntil : arrival);
            }

            _sent++;
        }
    }

    private void Arrive()
    {
        while (_onTheWay.TryPeek(out var packet, out var at) && at <= _now)
        {
            _onTheWay.Dequeue();
            var timestamp = (uint)(packet * (long)(_codec.RtpClockRate / 50));
            Playout.Insert(_codec, (ushort)packet, timestamp, _packets[packet % 64].AsSpan(0, _lengths[packet % 64]), at);
        }
    }

    private void Store()
    {
        Samples += _samples.Length;
        if (_keptCount + _samples.Length > _kept.Length)
        {
            if (Keep == int.MaxValue)
            {
                Array.Resize(ref _kept, _kept.Length * 2);
            }
            else
            {
                var kept = Math.Min(Keep, _keptCount);
                _kept.AsSpan(_keptCount - kept, kept).CopyTo(_kept);
                _keptCount = kept;
            }
        }

        _samples.CopyTo(_kept.AsSpan(_keptCount));
        _keptCount += _samples.Length;
    }
}
