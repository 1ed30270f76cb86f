using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp.Negotiation;
using Switchroom.TestKit;

namespace Switchroom.Rooms.Tests.Phone;

/// <summary>
/// Whole rooms over a seeded network that loses, delays, reorders and repeats, with phones whose clocks are fast and slow: each phone sends its own frequency,
/// and hears those of the others and not its own.
/// </summary>
public sealed class BadNetworkTests : IDisposable
{
    private static readonly LinkProfile Bad = new()
    {
        Delay = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(45), Loss = 0.03, Duplication = 0.02,
    };

    private readonly PhoneRoom _room = new(seed: 7);

    public void Dispose() => _room.Dispose();

    [Theory]
    [InlineData("PCMU", 2)]
    [InlineData("G722", 3)]
    [InlineData("OPUS", 3)]
    public void AFewHearEachOther(string codec, int count)
    {
        _room.Network.DefaultLink = Bad;
        var phones = Enumerable.Range(0, count).Select(i => Add(codec, 500 + (300 * i), i)).ToList();

        _room.Run(8);

        Assert.All(phones, phone => AssertHears(phone, phones, 2500));
    }

    [Fact]
    public void ThreeHundredHearTheEightWhoSpeak()
    {
        _room.Network.DefaultLink = Bad;
        var phones = Enumerable.Range(0, 300).Select(i => Add("PCMU", i % 37 == 5 && i < 8 * 37 ? 400 + (i / 37 * 150) : 3000, i)).ToList();
        phones.ForEach(phone => phone.Talks = phone.Frequency < 3000);
        var talkers = phones.Where(phone => phone.Talks).ToList();
        talkers.ForEach(phone =>
        {
            phone.Level = -26;
            phone.Release();
        });
        Assert.Equal(8, talkers.Count);

        _room.Run(3);

        Assert.All(phones, phone => AssertHears(phone, talkers, 1000));
        Assert.Empty(_room.All<PhoneMediaTimeout>());
    }

    private TestPhone Add(string codec, double frequency, int number)
    {
        var (_, phone) = _room.Call(frequency, options => options with { AudioCodecs = [codec], Encryption = PhoneEncryption.None });
        phone.ClockDrift = number % 2 == 0 ? 200e-6 : -200e-6;
        return phone;
    }

    private static void AssertHears(TestPhone phone, List<TestPhone> talkers, double least)
    {
        var latest = phone.Heard.TakeLast(phone.SampleRate).ToArray();
        foreach (var talker in talkers)
        {
            var amplitude = ToneMeter.AmplitudeAt(latest, phone.SampleRate, talker.Frequency);
            Assert.True(talker == phone ? amplitude < least / 6 : amplitude > least, $"{phone.Frequency} Hz hears {talker.Frequency} Hz at {amplitude:F0}");
        }
    }
}
