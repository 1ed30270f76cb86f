using System.Runtime.InteropServices;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Sdp;
using Switchroom.TestKit;
using Switchroom.TestKit.Audio;

namespace Switchroom.Rooms.Tests.Phone;

/// <summary>What is heard while calls change in mid-speech: no step between two samples that the tone itself does not make.</summary>
public sealed class ContinuityTests : IDisposable
{
    private const double Tone = 300;

    // Of a tone at the level that test phones speak with, with room for what codecs add and for two pieces of it crossed over.
    private const double Amplitude = 9268;
    private const int Narrow = 8000;

    private readonly PhoneRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Theory]
    [InlineData("PCMU", "G722")]
    [InlineData("PCMU", "opus")]
    [InlineData("G722", "PCMA")]
    [InlineData("G722", "opus")]
    [InlineData("opus", "PCMU")]
    [InlineData("opus", "G722")]
    public void TheTalkerChangesTheCodec(string from, string to)
    {
        var (leg, talker) = Call(Tone, from);
        var (_, listener) = Call(0, "PCMU");
        listener.Talks = false;
        _room.Run(3);
        var changedAt = listener.Heard.Count;

        talker.Codecs = [Named(to)];
        Offer(leg, talker);
        _room.Run(3);

        Assert.StartsWith(to.ToUpperInvariant(), leg.Quality(_room.Simulation.Now).Codec, StringComparison.Ordinal);
        var heard = CollectionsMarshal.AsSpan(listener.Heard)[(changedAt - Narrow)..];
        AssertNoClick(heard, Narrow);
        Assert.InRange(ToneMeter.AmplitudeAt(heard[^Narrow..], Narrow, Tone), 0.7 * Amplitude, 1.3 * Amplitude);
        Assert.InRange(LongestSilence(heard), 0, Narrow / 20);
    }

    [Theory]
    [InlineData("PCMU")]
    [InlineData("G722")]
    [InlineData("opus")]
    public void TheTalkerHoldsAndResumes(string codec)
    {
        var (leg, talker) = Call(Tone, codec);
        var (_, listener) = Call(0, "PCMU");
        listener.Talks = false;
        _room.Run(3);
        var changedAt = listener.Heard.Count;

        talker.Direction = MediaDirection.Inactive;
        Offer(leg, talker);
        _room.Run(2);
        var heldAt = listener.Heard.Count;
        talker.Direction = MediaDirection.SendRecv;
        Offer(leg, talker);
        _room.Run(2);

        var heard = CollectionsMarshal.AsSpan(listener.Heard);
        AssertNoClick(heard[(changedAt - Narrow)..], Narrow);
        Assert.All(heard[(heldAt - Narrow)..heldAt].ToArray(), sample => Assert.InRange(sample, -64, 64));
        Assert.InRange(ToneMeter.AmplitudeAt(heard[^Narrow..], Narrow, Tone), 0.7 * Amplitude, 1.3 * Amplitude);
    }

    [Fact]
    public void TenTalkAtOnceAndNothingClips()
    {
        double[] tones = [310, 430, 570, 690, 830, 970, 1130, 1310, 1510, 1730];
        foreach (var tone in tones)
        {
            Call(tone, "G722").Phone.Level = -9;
        }

        var (_, listener) = Call(0, "G722");
        listener.Talks = false;
        _room.Run(6);

        // Eight are heard: their sum would be more than twice what sixteen bits hold.
        var heard = CollectionsMarshal.AsSpan(listener.Heard)[^listener.SampleRate..];
        var audible = tones.Where(tone => ToneMeter.AmplitudeAt(CollectionsMarshal.AsSpan(listener.Heard)[^listener.SampleRate..], listener.SampleRate, tone) > 1500).ToArray();
        Assert.Equal(8, audible.Length);
        var peak = heard.ToArray().Max(sample => Math.Abs((int)sample));
        Assert.InRange(peak, 20_000, 32_000);
        Assert.True(ToneMeter.ResidueDecibels(heard[..(listener.SampleRate / 5)], listener.SampleRate, audible) < -20);
    }

    private (PhoneLeg Leg, TestPhone Phone) Call(double tone, string codec)
    {
        // The leg speaks all, in an order that lets the phone choose.
        var all = new[] { "OPUS", "G722", "PCMU", "PCMA" };
        var theirs = new AudioOptions(PhoneRoom.PhoneAddress(0)) { Codecs = [Named(codec)], Srtp = SrtpPolicy.WhenOffered, ComfortNoise = false };
        return _room.Call(tone, options => options with { AudioCodecs = [.. all], Encryption = PhoneEncryption.None }, theirs);
    }

    private void Offer(PhoneLeg leg, TestPhone phone)
    {
        Assert.True(leg.HandleOffer(phone.Offer(), _room.Simulation.Now).IsDone);
        _room.Drain(_room.Simulation.Now);
        phone.TakeAnswer(_room.Latest<PhoneLocalAnswer>().Sdp);
    }

    private static AudioEncoding Named(string codec) =>
        new[] { AudioEncoding.Opus, AudioEncoding.G722, AudioEncoding.Pcmu, AudioEncoding.Pcma }.Single(encoding => encoding.Name == codec);

    private static void AssertNoClick(ReadOnlySpan<short> samples, int sampleRate)
    {
        var allowed = 1.75 * Amplitude * 2 * Math.PI * Tone / sampleRate;
        var (most, at) = (0, 0);
        for (var i = 1; i < samples.Length; i++)
        {
            var step = Math.Abs(samples[i] - samples[i - 1]);
            (most, at) = step > most ? (step, i) : (most, at);
        }

        Assert.True(most <= allowed, $"a step of {most} at sample {at} of {samples.Length}, where {allowed:F0} are the tone's own");
    }

    private static int LongestSilence(ReadOnlySpan<short> samples)
    {
        var (longest, run) = (0, 0);
        foreach (var sample in samples)
        {
            run = Math.Abs((int)sample) < 100 ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
