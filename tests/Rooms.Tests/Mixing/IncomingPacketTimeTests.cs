using Switchroom.Media.Codecs;
using Switchroom.Media.Tones;
using Switchroom.Rooms.Mixing;
using Switchroom.Rtp.Jitter;
using Switchroom.TestKit;

namespace Switchroom.Rooms.Tests.Mixing;

public sealed class IncomingPacketTimeTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var codec in AudioCodec.All)
            {
                foreach (var milliseconds in codec == AudioCodec.Opus ? (int[])[10, 20, 40, 60] : [10, 20, 30, 40, 50, 60])
                {
                    cases.Add(codec.EncodingName, milliseconds);
                }
            }

            return cases;
        }
    }

    /// <summary>Packets of any length come out as even sound every 20 ms, with the losses filled.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void PlaysEvenlyInSteadySpeech(string name, int milliseconds)
    {
        var (even, counters) = Play(name, milliseconds, isLost: _ => false);
        Assert.Equal(9000, even, tolerance: 1500);
        Assert.Equal(0, counters.ConcealedTicks);

        var (withGap, lossy) = Play(name, milliseconds, isLost: packet => packet == 3000 / milliseconds);

        // Where the packet after the lost one has still to come, a whole 20 ms are filled.
        var clock = AudioCodec.All.Single(codec => codec.EncodingName == name).RtpClockRate / 1000;
        Assert.InRange(lossy.ConcealedTicks, clock * milliseconds, clock * ((milliseconds + 19) / 20 * 20));
        Assert.Equal(9000, withGap, tolerance: 1500);
    }

    /// <summary>Four seconds; the amplitude of the tone in the last half second, and what the jitter buffer did.</summary>
    private static (double Amplitude, JitterCounters Counters) Play(string name, int milliseconds, Func<int, bool> isLost)
    {
        var codec = AudioCodec.All.Single(codec => codec.EncodingName == name);
        var rate = codec.SampleRate;
        using var encoder = codec.CreateEncoder(rate);
        using var playout = new AudioPlayout(JitterBufferOptions.Default);
        var tone = new ToneGenerator(rate);
        tone.Set(440, 0, 20 * Math.Log10(9000 / 32768.0 / Math.Sqrt(2)));
        var (frame, payload, heard) = (new short[rate / 1000 * milliseconds], new byte[AudioEncoder.MaxPayloadBytes], new List<short>());
        for (var (sent, now) = (0, 0); now < 4000; now += 10)
        {
            for (; sent * milliseconds + milliseconds <= now; sent++)
            {
                tone.Fill(frame);
                var length = encoder.Encode(frame, payload);
                if (!isLost(sent))
                {
                    playout.Insert(codec, (ushort)sent, (uint)(sent * milliseconds * (codec.RtpClockRate / 1000)), payload.AsSpan(0, length), TimeSpan.FromMilliseconds(now));
                }
            }

            if (now % 20 == 0)
            {
                var samples = new short[rate / 50];
                playout.Read(samples, playout.Codec is null ? 8000 : rate, TimeSpan.FromMilliseconds(now + 3));
                heard.AddRange(samples);
            }
        }

        return (ToneMeter.AmplitudeAt(heard.TakeLast(rate / 2).ToArray(), rate, 440), playout.Counters);
    }
}
