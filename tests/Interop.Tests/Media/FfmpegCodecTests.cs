using System.Runtime.InteropServices;
using Switchroom.Media.Codecs;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Media;

/// <summary>Our codecs against ffmpeg's: what we encode it decodes, and the other way round.</summary>
public sealed class FfmpegCodecTests
{
    public static TheoryData<string, string, int> Formats => new() { { "PCMU", "mulaw", 8000 }, { "PCMA", "alaw", 8000 }, { "G722", "g722", 16000 } };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task DecodesWhatWeEncodeAsWeDo(string codec, string format, int rate)
    {
        var speech = Speech(rate);
        var payload = Encode(codec, rate, speech);
        var raw = codec == "G722" ? new[] { "-f", "g722" } : ["-f", format, "-ar", $"{rate}", "-ac", "1"];
        var theirs = MemoryMarshal.Cast<byte, short>(await Convert(payload, raw, ["-f", "s16le"])).ToArray();
        var ours = Decode(codec, rate, payload);
        Assert.Equal(ours, theirs);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task WeDecodeWhatItEncodes(string codec, string format, int rate)
    {
        var speech = Speech(rate);
        var encoded = await Convert(MemoryMarshal.AsBytes<short>(speech).ToArray(), ["-f", "s16le", "-ar", $"{rate}", "-ac", "1"], ["-f", format]);
        var ours = Decode(codec, rate, encoded);

        // The filters of G.722 delay by 22 samples.
        var delay = codec == "G722" ? 22 : 0;
        Assert.True(SignalToError(speech[..^delay], ours[delay..]) > 15, $"{SignalToError(speech[..^delay], ours[delay..])} dB");
    }

    private static async Task<byte[]> Convert(byte[] input, string[] from, string[] to)
    {
        using var folder = new TempFolder();
        var (source, target) = (Path.Combine(folder.FullPath, "in"), Path.Combine(folder.FullPath, "out"));
        await File.WriteAllBytesAsync(source, input);
        await using var ffmpeg = TestProcess.Start("ffmpeg", ["-v", "error", "-nostdin", .. from, "-i", source, .. to, "-y", target]);
        Assert.Equal(0, await ffmpeg.WaitForExit());
        return await File.ReadAllBytesAsync(target);
    }

    private static short[] Speech(int rate) =>
    [
        .. Enumerable.Range(0, rate * 2).Select(i =>
        {
            var t = (double)i / rate;
            var voice = Enumerable.Range(1, 15).Sum(h => Math.Sin(2 * Math.PI * h * ((120 * t) + (2 * Math.Sin(3 * t)))) / h);
            return (short)(6000 * voice * Math.Abs(Math.Sin(2 * Math.PI * 2 * t)));
        }),
    ];

    private static byte[] Encode(string name, int rate, short[] samples)
    {
        Assert.True(AudioCodec.TryFind(name, 8000, out var codec));
        using var encoder = codec.CreateEncoder(rate);
        var buffer = new byte[AudioEncoder.MaxPayloadBytes];
        return [.. samples.Chunk(rate / 50).SelectMany(frame => buffer[..encoder.Encode(frame, buffer)])];
    }

    private static short[] Decode(string name, int rate, byte[] payload)
    {
        Assert.True(AudioCodec.TryFind(name, 8000, out var codec));
        using var decoder = codec.CreateDecoder(rate);
        var samples = new short[decoder.MaxSamples];
        return [.. payload.Chunk(160).SelectMany(packet => samples[..decoder.Decode(packet, samples)])];
    }

    private static double SignalToError(short[] a, short[] b) =>
        10 * Math.Log10(a.Sum(x => (double)x * x) / (a.Zip(b, (x, y) => Math.Pow(x - y, 2)).Sum() + 1e-20));
}
