using Switchroom.Media.Codecs;
using Switchroom.Media.Codecs.Opus;

namespace Switchroom.Benchmarks.Media;

/// <summary>What one 20 ms frame costs in each codec, each way; G.722 also as a ratio to spandsp's.</summary>
public sealed unsafe class CodecBenchmark : Benchmark
{
    private const int Frames = 50;

    /// <inheritdoc/>
    public override string Name => "media-codecs";

    /// <inheritdoc/>
    public override void Run(Report report)
    {
        Codec(report, "pcmu", AudioCodec.Pcmu.CreateEncoder(8000), AudioCodec.Pcmu.CreateDecoder(8000));
        Codec(report, "pcma", AudioCodec.Pcma.CreateEncoder(8000), AudioCodec.Pcma.CreateDecoder(8000));
        var (encode, decode) = Codec(report, "g722", AudioCodec.G722.CreateEncoder(16000), AudioCodec.G722.CreateDecoder(16000));
        var (theirEncode, theirDecode) = Spandsp(report);
        report.Add("g722-encode-speed", theirEncode / encode, "x faster", "spandsp");
        report.Add("g722-decode-speed", theirDecode / decode, "x faster", "spandsp");
        foreach (var rate in AudioCodec.Opus.SampleRates)
        {
            foreach (var complexity in (int[])[1, 5, 9])
            {
                var encoder = new OpusEncoder(rate, new OpusEncoderSettings { Complexity = complexity });
                Codec(report, $"opus-{rate / 1000}k-complexity{complexity}", encoder, new OpusDecoder(rate));
            }
        }
    }

    private static (double Encode, double Decode) Codec(Report report, string name, AudioEncoder encoder, AudioDecoder decoder)
    {
        var count = encoder.SampleRate / 50;
        var voice = Voice.Make(encoder.SampleRate, 20 * Frames);
        var payloads = new byte[Frames][];
        var buffer = new byte[AudioEncoder.MaxPayloadBytes];
        for (var i = 0; i < Frames; i++)
        {
            payloads[i] = buffer[..encoder.Encode(voice.AsSpan(i * count, count), buffer)];
        }

        var frame = 0;
        var samples = new short[count];
        var encode = Measure.CpuPerOperation(() => encoder.Encode(voice.AsSpan(frame++ % Frames * count, count), buffer));
        var decode = Measure.CpuPerOperation(() => decoder.Decode(payloads[frame++ % Frames], samples));
        report.Add($"{name}-encode", encode, "ns/frame");
        report.Add($"{name}-decode", decode, "ns/frame");
        encoder.Dispose();
        decoder.Dispose();
        return (encode, decode);
    }

    private static (double Encode, double Decode) Spandsp(Report report)
    {
        var voice = Voice.Make(16000, 20 * Frames);
        var payload = new byte[160 * Frames];
        var samples = new short[320];
        var encoder = SpandspG722.EncodeInit(0, 64000, 0);
        var decoder = SpandspG722.DecodeInit(0, 64000, 0);
        fixed (short* source = voice, decoded = samples)
        fixed (byte* target = payload)
        {
            _ = SpandspG722.Encode(encoder, target, source, voice.Length);
            var (from, to, into) = ((nint)source, (nint)target, (nint)decoded);
            var frame = 0;
            var encode = Measure.CpuPerOperation(() => SpandspG722.Encode(encoder, (byte*)to + (frame % Frames * 160), (short*)from + (frame++ % Frames * 320), 320));
            var decode = Measure.CpuPerOperation(() => SpandspG722.Decode(decoder, (short*)into, (byte*)to + (frame++ % Frames * 160), 160));
            report.Add("spandsp-g722-encode", encode, "ns/frame");
            report.Add("spandsp-g722-decode", decode, "ns/frame");
            return (encode, decode);
        }
    }
}
