using Switchroom.Media.Levels;
using Switchroom.Media.Mixing;
using Switchroom.Media.Resampling;
using Switchroom.Media.Tones;

namespace Switchroom.Benchmarks.Media;

/// <summary>What a source and a listener add to a mix beside their codecs, for a frame of 20 ms.</summary>
public sealed class MixingBenchmark : Benchmark
{
    /// <inheritdoc/>
    public override string Name => "media-mixing";

    /// <inheritdoc/>
    public override void Run(Report report)
    {
        foreach (var rate in (int[])[8000, 16000, 48000])
        {
            var (voice, sum, part, output) = (Voice.Make(rate, 20), new int[rate / 50], new int[rate / 50], new short[rate / 50]);
            var limiter = new MixLimiter();
            MixArithmetic.Add(sum, voice);
            Report(report, $"level-{rate / 1000}k", () => AudioLevel.Of(voice));
            Report(report, $"add-{rate / 1000}k", () => MixArithmetic.Add(part, voice));
            Report(report, $"mix-minus-{rate / 1000}k", () => MixArithmetic.Subtract(sum, voice, part));
            Report(report, $"limit-{rate / 1000}k", () => limiter.Limit(sum, output));
        }

        foreach (var (from, to) in (ReadOnlySpan<(int, int)>)[(8000, 16000), (8000, 48000), (16000, 48000), (16000, 8000), (48000, 8000), (48000, 16000)])
        {
            var (resampler, voice, output) = (new Resampler(from, to), Voice.Make(from, 20), new short[to / 50]);
            Report(report, $"resample-{from / 1000}k-to-{to / 1000}k", () => resampler.Resample(voice, output));
        }

        var (detector, speech) = (new DtmfDetector(8000), Voice.Make(8000, 20));
        Report(report, "dtmf-detect-8k", () => detector.Listen(speech));
    }

    private static void Report(Report report, string name, Action action) => report.Add(name, Measure.CpuPerOperation(action), "ns/frame");
}
