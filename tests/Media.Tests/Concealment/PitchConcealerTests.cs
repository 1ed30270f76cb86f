using Switchroom.Media.Codecs;
using Switchroom.Media.Concealment;
using Switchroom.Media.Levels;

namespace Switchroom.Media.Tests.Concealment;

public class PitchConcealerTests
{
    public static TheoryData<string> Codecs => ["PCMU", "PCMA", "G722"];

    [Theory]
    [MemberData(nameof(Codecs))]
    public void ALostFrameOfAVowelSoundsLikeTheVowel(string name)
    {
        // Two periods a 20 ms frame do not fit evenly: a repeated frame would click.
        var (rate, frames) = Encode(name, rate => Vowel(rate, 131));
        var output = Decode(name, frames, lost: i => i == 20);
        var frame = rate / 50;
        var truth = Decode(name, frames, lost: _ => false);
        var difference = output.Zip(truth, (a, b) => (short)Math.Clamp(a - b, short.MinValue, short.MaxValue)).ToArray().AsSpan(20 * frame, frame);
        var signal = AudioLevel.MeanSquare(truth.AsSpan(20 * frame, frame));
        Assert.True(AudioLevel.MeanSquare(difference) < 0.15 * signal, $"{AudioLevel.MeanSquare(difference) / signal}");
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void ALongGapFadesToSilence(string name)
    {
        var (rate, frames) = Encode(name, rate => Vowel(rate, 131));
        var output = Decode(name, frames, lost: i => i >= 20);
        var frame = rate / 50;
        var levels = Enumerable.Range(19, 6).Select(i => (int)AudioLevel.Of(output.AsSpan(i * frame, frame))).ToArray();
        Assert.InRange(levels[1] - levels[0], 0, 3);
        Assert.True(levels[1] < levels[2] && levels[2] < levels[3], string.Join(' ', levels));
        Assert.Equal([127, 127], levels[4..]);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(80)]
    [InlineData(311)]
    [InlineData(1600)]
    public void WhatItFillsDoesNotDependOnHowTheSoundCame(int pieceLength)
    {
        var sound = Vowel(8000, 131)[..1600];
        var (whole, pieces) = (new PitchConcealer(8000), new PitchConcealer(8000));
        whole.Heard(sound);
        foreach (var piece in sound.Chunk(pieceLength))
        {
            pieces.Heard(piece);
        }

        var (fromWhole, fromPieces) = (new short[400], new short[400]);
        whole.Conceal(fromWhole);
        pieces.Conceal(fromPieces);
        Assert.Equal(fromWhole, fromPieces);
        Assert.True(AudioLevel.MeanSquare(fromWhole) > 0);
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void SoundReturnsWithoutAStep(string name)
    {
        var (rate, frames) = Encode(name, rate => Vowel(rate, 131));
        var output = Decode(name, frames, lost: i => i is 20 or 21);
        var truth = Decode(name, frames, lost: _ => false);
        var steepest = Enumerable.Range(1, truth.Length - 1).Max(i => Math.Abs(truth[i] - truth[i - 1]));
        for (var i = 1; i < output.Length; i++)
        {
            Assert.True(Math.Abs(output[i] - output[i - 1]) < 1.3 * steepest, $"a step at {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void AGapBeforeAnySoundIsSilent(string name)
    {
        Assert.True(AudioCodec.TryFind(name, 8000, out var codec));
        using var decoder = codec.CreateDecoder(codec.SampleRate);
        var samples = new short[codec.SampleRate / 50];
        Array.Fill(samples, (short)99);
        decoder.Conceal(samples);
        Assert.All(samples, sample => Assert.Equal(0, sample));
    }

    private static short[] Vowel(int rate, double pitch)
    {
        var samples = new short[rate];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Enumerable.Range(1, 12).Sum(h => 2500.0 / h * Math.Sin((2 * Math.PI * pitch * h * i / rate) + h));
        }

        return samples;
    }

    private static (int Rate, byte[][] Frames) Encode(string name, Func<int, short[]> sound)
    {
        Assert.True(AudioCodec.TryFind(name, 8000, out var codec));
        using var encoder = codec.CreateEncoder(codec.SampleRate);
        var samples = sound(codec.SampleRate);
        var buffer = new byte[AudioEncoder.MaxPayloadBytes];
        return (codec.SampleRate, [.. samples.Chunk(codec.SampleRate / 50).Select(frame => buffer[..encoder.Encode(frame, buffer)])]);
    }

    private static short[] Decode(string name, byte[][] frames, Func<int, bool> lost)
    {
        Assert.True(AudioCodec.TryFind(name, 8000, out var codec));
        using var decoder = codec.CreateDecoder(codec.SampleRate);
        var count = codec.SampleRate / 50;
        var output = new short[frames.Length * count];
        for (var i = 0; i < frames.Length; i++)
        {
            if (lost(i))
            {
                decoder.Conceal(output.AsSpan(i * count, count));
            }
            else
            {
                decoder.Decode(frames[i], output.AsSpan(i * count, count));
            }
        }

        return output;
    }
}
