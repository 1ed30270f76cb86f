using Switchroom.Benchmarks.Media;
using Switchroom.Media.Codecs;
using Switchroom.Rooms.Mixing;

namespace Switchroom.Benchmarks.Rooms;

/// <summary>
/// What a leg costs in a room, from its jitter buffer to its payloads, without sockets: three with one talker, three talking, three hundred with three
/// talkers, three hundred talking. Beside it the bare codec calls that mixing once needs: a decode for each talker, an encode for each distinct mix.
/// </summary>
public sealed class RoomMixBenchmark : Benchmark
{
    private const int WarmTicks = 500;
    private const int MaxTalkers = 8;

    private static readonly MixFormat[] Formats = [new("PCMU", 8000, 20), new("G722", 16000, 20), new("OPUS", 48000, 20)];

    /// <inheritdoc/>
    public override string Name => "room-mix";

    /// <inheritdoc/>
    public override void Run(Report report)
    {
        // Everything is compiled for good before the first figure: the compiler takes a few seconds to be sure.
        for (var start = ThreadClock.Now; ThreadClock.Now - start < TimeSpan.FromSeconds(3);)
        {
            Tick(Formats[0], 30, 20);
        }

        foreach (var format in Formats)
        {
            report.Add($"{format.Encoding.ToLowerInvariant()}-memory", ManagedBytes(format), "B/leg");
            var (encode, decode) = BareCodec(format);
            foreach (var (legs, talkers) in (ReadOnlySpan<(int, int)>)[(3, 1), (3, 3), (300, 0), (300, 3), (300, 300)])
            {
                var (nanoseconds, encodes) = Tick(format, legs, talkers);
                var bare = (talkers * decode) + (encodes * encode);
                var name = $"{format.Encoding.ToLowerInvariant()}-{legs}-legs-{talkers}-talking";
                report.Add($"{name}-cpu", nanoseconds * 50 / 1e6 / legs, "ms/s/leg");
                report.Add($"{name}-encodes", encodes, "per tick");
                if (talkers > 0)
                {
                    report.Add($"{name}-ratio", nanoseconds / bare, "x", "bare codec calls");
                }
            }
        }
    }

    /// <summary>Managed memory of a leg that talks in a room of forty, with its jitter buffer; libopus holds its own state beside it.</summary>
    private static double ManagedBytes(MixFormat format)
    {
        const int Legs = 40;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var mix = new RoomMix(MaxTalkers);
        var phones = Enumerable.Range(0, Legs).Select(i => new MixedLeg(format, i % 16, talks: true)).ToArray();
        for (var i = 0; i < Legs; i++)
        {
            mix.AddSource(i.ToString(), phones[i], null);
            mix.AddListener(i.ToString(), phones[i], i.ToString());
        }

        var tick = 0L;
        Run(mix, phones, WarmTicks, ref tick);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        Array.ForEach(phones, phone => phone.Dispose());
        return ((double)bytes / Legs) - MixedLeg.OwnBytes(phones[0]);
    }

    private static (double Nanoseconds, double Encodes) Tick(MixFormat format, int legs, int talkers)
    {
        using var mix = new RoomMix(MaxTalkers);
        var phones = Enumerable.Range(0, legs).Select(i => new MixedLeg(format, i % 16, i < talkers)).ToArray();
        for (var i = 0; i < legs; i++)
        {
            mix.AddSource(i.ToString(), phones[i], null);
            mix.AddListener(i.ToString(), phones[i], i.ToString());
        }

        var tick = 0L;
        Run(mix, phones, WarmTicks, ref tick);
        var best = double.MaxValue;
        var ticks = Math.Max(50, 6000 / legs);
        var before = mix.Counters.Encodes;
        const int Rounds = 5;
        for (var round = 0; round < Rounds; round++)
        {
            var start = ThreadClock.Now;
            Run(mix, phones, ticks, ref tick);
            best = Math.Min(best, (ThreadClock.Now - start).TotalNanoseconds / ticks);
        }

        Array.ForEach(phones, phone => phone.Dispose());
        return (best, (double)(mix.Counters.Encodes - before) / (ticks * Rounds));
    }

    private static void Run(RoomMix mix, MixedLeg[] phones, int ticks, ref long tick)
    {
        for (var i = 0; i < ticks; i++)
        {
            var now = TimeSpan.FromMilliseconds(20 * tick++);
            foreach (var phone in phones)
            {
                phone.Receive(now);
            }

            mix.Tick(now);
        }
    }

    private static (double Encode, double Decode) BareCodec(MixFormat format)
    {
        const int Frames = 50;
        using var encoder = MixStream.CreateEncoder(format);
        using var decoder = encoder.Codec.CreateDecoder(format.SampleRate);
        var (voice, count) = (Voice.Make(format.SampleRate, 20 * Frames), format.SampleRate / 50);
        var buffer = new byte[AudioEncoder.MaxPayloadBytes];
        var payloads = voice.Chunk(count).Select(frame => buffer[..encoder.Encode(frame, buffer)]).ToArray();
        var (samples, i) = (new short[count], 0);
        var encode = Measure.CpuPerOperation(() => encoder.Encode(voice.AsSpan(i++ % Frames * count, count), buffer));
        var decode = Measure.CpuPerOperation(() => decoder.Decode(payloads[i++ % Frames], samples));
        return (encode, decode);
    }
}
