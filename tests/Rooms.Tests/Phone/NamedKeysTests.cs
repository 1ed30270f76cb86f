using System.Net;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Sdp;
using Switchroom.Rtp.Srtp;
using Switchroom.TestKit.Audio;

namespace Switchroom.Rooms.Tests.Phone;

/// <summary>Whole legs whose far end names its keys in packets (MKI, RFC 4568 section 6.1).</summary>
public sealed class NamedKeysTests : IDisposable
{
    private const double Theirs = 600, Others = 900;
    private readonly PhoneRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Theory]
    [InlineData(SrtpProfile.AesCm128HmacSha1_80, 1, 4)]
    [InlineData(SrtpProfile.AesCm128HmacSha1_32, 7, 1)]
    [InlineData(SrtpProfile.AeadAes128Gcm, 258, 2)]
    [InlineData(SrtpProfile.AeadAes256Gcm, 5, 128)]
    public void AreHeardAndHearAndMayChangeTheirKeys(SrtpProfile profile, ulong name, int length)
    {
        var overheads = new List<int>();
        var (_, other) = _room.Call(Others, options => options with { AudioCodecs = ["PCMU"] });
        var address = PhoneRoom.PhoneAddress(1);
        var phone = new TestPhone(
            _room.Network, address, Theirs, new AudioOptions(address) { Codecs = [AudioEncoding.Pcmu], ComfortNoise = false, Srtp = SrtpPolicy.Required, SrtpProfiles = [profile] }, seed: 52)
        {
            Mki = new SrtpMki(name, length),
        };
        var leg = _room.AddLeg(_room.OptionsOf(1) with { AudioCodecs = ["PCMU"], RemoteOffer = phone.Offer() });
        var answer = _room.Latest<PhoneLocalAnswer>().Sdp;
        Assert.Contains($"|{name}:{length}", answer, StringComparison.Ordinal);
        phone.TakeAnswer(answer);
        leg.Establish(_room.Simulation.Now);
        _room.Simulation.Add(phone);
        _room.Network.Drop = datagram =>
        {
            if (!RtpPacket.LooksLikeRtcp(datagram) && RtpPacket.TryParse(datagram, out var packet) && packet.Payload.Length > 160)
            {
                overheads.Add(packet.Payload.Length - 160);
            }

            return false;
        };

        _room.Run(12);

        AssertTheyHearEachOther(phone, other);
        var quality = leg.Quality(_room.Simulation.Now);
        Assert.Equal((true, 0, 0), (quality.Encrypted, quality.Refused, quality.Received.Lost));
        Assert.NotNull(quality.RoundTrip);
        Assert.True(phone.ReportsHeard > 0);
        Assert.All(overheads, overhead => Assert.Equal(profile.RtpTagLength() + length, overhead));
        Assert.InRange(overheads.Count, 1100, 1210);

        phone.Mki = new SrtpMki(name + 1, length);
        Assert.True(leg.HandleOffer(phone.Offer(), _room.Simulation.Now).IsDone);
        _room.Drain(_room.Simulation.Now);
        phone.TakeAnswer(_room.Latest<PhoneLocalAnswer>().Sdp);
        _room.Run(3);

        AssertTheyHearEachOther(phone, other);
        Assert.InRange(leg.Quality(_room.Simulation.Now).Refused, 0, 2);
    }

    private static void AssertTheyHearEachOther(TestPhone phone, TestPhone other)
    {
        AssertHears(phone, Others, Theirs);
        AssertHears(other, Theirs, Others);
    }

    private static void AssertHears(TestPhone phone, double frequency, double notOwn)
    {
        var latest = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(phone.Heard)[^phone.SampleRate..];
        Assert.InRange(ToneMeter.AmplitudeAt(latest, phone.SampleRate, frequency), 3000, 9800);
        Assert.InRange(ToneMeter.AmplitudeAt(latest, phone.SampleRate, notOwn), 0, 150);
    }
}
