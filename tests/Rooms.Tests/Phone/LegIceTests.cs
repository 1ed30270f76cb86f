using System.Net;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Sdp;
using Switchroom.TestKit;
using Switchroom.TestKit.Audio;
using Switchroom.TestKit.Peers;

namespace Switchroom.Rooms.Tests.Phone;

/// <summary>Phones that do ICE (RFC 8445) with a leg as the lite side: where they are is what their checks prove.</summary>
public sealed class LegIceTests : IDisposable
{
    private const double Theirs = 600, Others = 900;
    private static readonly IPEndPoint Behind = new(IPAddress.Parse("203.0.113.9"), 61_000);
    private static readonly IPEndPoint Stranger = new(IPAddress.Parse("203.0.113.66"), 4444);
    private readonly PhoneRoom _room = new();
    private readonly TestPhone _other;

    public LegIceTests() => (_, _other) = _room.Call(Others, InG711);

    public void Dispose() => _room.Dispose();

    [Theory]
    [InlineData(true, 0.0)]
    [InlineData(true, 0.3)]
    [InlineData(false, 0.0)]
    [InlineData(false, 0.3)]
    public void FindThemByTheirChecksAndNotByTheirDescription(bool weOffer, double loss)
    {
        var (leg, phone) = Call(weOffer);
        _room.Network.DefaultLink = new LinkProfile { Delay = TimeSpan.FromMilliseconds(20), Loss = loss };
        var strayed = CountArrivals(phone.Address);
        BlockDefaultAddress(phone);

        Assert.True(_room.Simulation.RunUntil(TimeSpan.FromSeconds(10), () => phone.Ice!.Nominated is not null));
        _room.Network.DefaultLink = LinkProfile.Clean;
        BlockDefaultAddress(phone);
        _room.Run(4);

        Assert.Equal(Behind, phone.Ice!.Nominated);
        Assert.Equal(Behind, phone.Ice.Mapped);
        Assert.Equal(Behind, leg.Quality(_room.Simulation.Now).LatchedAddress);
        Assert.Equal(phone.Address, leg.Quality(_room.Simulation.Now).SignalledAddress);
        Assert.Equal(0, strayed());
        AssertTheyHearEachOther(phone);
    }

    [Fact]
    public void LearnInARoleConflictThatTheyControl()
    {
        var (leg, phone) = Call(weOffer: true, ice => ice.Controls = false);

        _room.Run(4);

        Assert.Equal(487, phone.Ice!.Errors[0]);
        Assert.Equal(phone.Ice.Nominated, leg.Quality(_room.Simulation.Now).LatchedAddress);
        AssertTheyHearEachOther(phone);
    }

    [Fact]
    public void ProveNothingWithAWrongPassword()
    {
        var (leg, phone) = Call(weOffer: true, ice => ice.Password = "quite another password of theirs");

        _room.Run(6);

        Assert.All(phone.Ice!.Errors, code => Assert.Equal(401, code));
        Assert.NotEmpty(phone.Ice.Errors);
        Assert.Null(leg.Quality(_room.Simulation.Now).LatchedAddress);
        Assert.Empty(phone.HeadersHeard);
        Assert.Equal(phone.Ice.Errors.Count, leg.Quality(_room.Simulation.Now).Refused);
        Assert.Contains("ICE", leg.Quality(_room.Simulation.Now).Diagnosis, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PhoneEncryption.None)]
    [InlineData(PhoneEncryption.Required)]
    public void CannotBeTakenOverByAStrangerNorFromTheAddressInTheDescription(PhoneEncryption encryption)
    {
        var (leg, phone) = Call(weOffer: true, options: options => options with { Encryption = encryption });
        BlockDefaultAddress(phone);
        _room.Run(2);
        var nominated = phone.Ice!.Nominated;
        var forged = new byte[172];

        foreach (var from in new[] { Stranger, phone.Address })
        {
            for (ushort i = 0; i < 100; i++)
            {
                new RtpHeader(PayloadType.Pcmu, i, i * 160u, phone.Ssrc).Write(forged);
                leg.HandleDatagram(_room.OptionsOf(1).Rtp, forged, from, _room.Simulation.Now);
            }
        }

        Assert.Equal(encryption == PhoneEncryption.None ? LegRefusal.WrongSource : LegRefusal.NotAuthentic, leg.LastRefusal);
        Assert.Equal(200, leg.Quality(_room.Simulation.Now).Refused);
        _room.Run(6);
        Assert.Equal(nominated, leg.Quality(_room.Simulation.Now).LatchedAddress);
        AssertTheyHearEachOther(phone);
    }

    [Fact]
    public void MayCheckAndNominateBeforeTheirAnswerIsRead()
    {
        var leg = _room.AddLeg(InG711(_room.OptionsOf(1)) with { OfferIce = true });
        var phone = Phone(1);
        var answer = phone.Answer(_room.Latest<PhoneOffer>().Sdp);
        _room.Run(1);
        Assert.Equal(Behind, phone.Ice!.Nominated);
        Assert.Null(leg.Quality(_room.Simulation.Now).LatchedAddress);

        // and then never again
        _room.Network.Drop = datagram => datagram[0] < 4;
        Assert.True(leg.HandleAnswer(answer, _room.Simulation.Now).IsDone);
        leg.Establish(_room.Simulation.Now);
        Assert.Equal(Behind, leg.Quality(_room.Simulation.Now).LatchedAddress);
        _room.Run(4);

        AssertTheyHearEachOther(phone);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AreTheOneOfSeveralForksWhoseAnswerCounts(bool theOtherAnswersFirst)
    {
        var leg = _room.AddLeg(InG711(_room.OptionsOf(1)) with { OfferIce = true });
        var (phone, fork) = (Phone(1), Phone(2, new IPEndPoint(Behind.Address, 62_000)));
        var (answer, other) = (phone.Answer(_room.Latest<PhoneOffer>().Sdp), fork.Answer(_room.Latest<PhoneOffer>().Sdp));
        if (theOtherAnswersFirst)
        {
            Assert.True(leg.HandleAnswer(other, _room.Simulation.Now).IsDone);
        }

        _room.Run(1);
        Assert.NotNull(fork.Ice!.Nominated);
        fork.Ice.Checks = false;
        Assert.True(leg.HandleAnswer(answer, _room.Simulation.Now).IsDone);
        leg.Establish(_room.Simulation.Now);
        Assert.NotEqual(fork.Ice.Nominated, leg.Quality(_room.Simulation.Now).LatchedAddress);
        _room.Run(4);

        Assert.Equal(Behind, leg.Quality(_room.Simulation.Now).LatchedAddress);
        AssertTheyHearEachOther(phone);
    }

    [Fact]
    public void MoveInMidCallByANewNomination()
    {
        var (leg, phone) = Call(weOffer: false);
        _room.Run(2);
        Assert.Equal(phone.Address, leg.Quality(_room.Simulation.Now).LatchedAddress);

        phone.Ice!.Addresses = [Behind];
        phone.Ice.Begin(_room.Simulation.Now);
        _room.Run(4);

        Assert.Equal(Behind, leg.Quality(_room.Simulation.Now).LatchedAddress);
        AssertTheyHearEachOther(phone);
    }

    [Fact]
    public void RestartWithNewCredentialsWhileSpeechGoesOn()
    {
        var (leg, phone) = Call(weOffer: false);
        _room.Run(2);
        var before = UfragOf(_room.Latest<PhoneLocalAnswer>().Sdp);
        var again = phone.Offer();
        var theirs = UfragOf(again);

        _room.Network.Drop = datagram => datagram[0] < 4;
        Assert.True(leg.HandleOffer(again.Replace(theirs, "restarted", StringComparison.Ordinal), _room.Simulation.Now).IsDone);
        _room.Drain(_room.Simulation.Now);
        var after = UfragOf(_room.Latest<PhoneLocalAnswer>().Sdp);
        Assert.NotEqual(before, after);
        _room.Run(3);
        AssertTheyHearEachOther(phone);

        // checks under the new credentials move it
        _room.Network.Drop = null;
        Assert.True(SessionDescription.TryParse(_room.Latest<PhoneLocalAnswer>().Sdp, out var answer, out _));
        phone.Ice!.Addresses = [Behind];
        phone.Ice.Connect(new IceCredentials("restarted", "not needed for checks of ours"), IceCredentials.Of(answer!, answer!.Media[0])!, _room.OptionsOf(1).Advertised, _room.Simulation.Now);
        _room.Run(4);
        Assert.Equal(Behind, leg.Quality(_room.Simulation.Now).LatchedAddress);
        AssertTheyHearEachOther(phone);
    }

    [Fact]
    public void AreFoundByTheirPacketsWhenTheyAnnounceIceAndNeverCheck()
    {
        var (leg, phone) = Call(weOffer: false, ice => (ice.Checks, ice.Addresses) = (false, [Behind]));

        _room.Run(4);

        Assert.Equal(Behind, leg.Quality(_room.Simulation.Now).LatchedAddress);
        AssertTheyHearEachOther(phone);
    }

    [Fact]
    public void AreWhereTheirDescriptionSaysWhenTheyAreLiteToo()
    {
        var (leg, phone) = _room.Call(Theirs, options => InG711(options) with { OfferIce = true });

        _room.Run(4);

        Assert.True(phone.Agreement.Ice is { RemoteIsLite: true });
        Assert.Equal(phone.Address, leg.Quality(_room.Simulation.Now).LatchedAddress);
        AssertTheyHearEachOther(phone);
    }

    [Fact]
    public void ProveEachPortOfTheirsWhenReportsHaveOneOfTheirOwn()
    {
        var (_, phone) = Call(weOffer: false, theirs: options => options with { RtcpMux = false });
        var reportsAt = new IPEndPoint(Behind.Address, Behind.Port + 7);
        var reports = new TestIce(_room.Network, [reportsAt], seed: 8);
        var received = 0;
        _room.Network.Attach(reportsAt, (datagram, _, _) => received += !reports.Handle(reportsAt, datagram) && RtpPacket.LooksLikeRtcp(datagram) ? 1 : 0);
        _room.Simulation.Add(reports);
        reports.Connect(phone.Agreement.Ice!.Local, phone.Agreement.Ice.Remote, phone.Agreement.RemoteRtcp!, _room.Simulation.Now);

        _room.Run(20);

        Assert.Equal(reportsAt, reports.Nominated);
        Assert.InRange(received, 2, 10);
        AssertTheyHearEachOther(phone);
    }

    [Fact]
    public void StayAliveByConsentWhileNothingElseComes()
    {
        var (_, phone) = Call(weOffer: true, options: options => options with { MediaTimeout = TimeSpan.FromSeconds(30) });
        _room.Run(2);
        (phone.Talks, phone.SendsReports) = (false, false);

        _room.Run(120);
        Assert.Empty(_room.All<PhoneMediaTimeout>());

        phone.Ice!.Checks = false;
        _room.Run(40);
        Assert.Single(_room.All<PhoneMediaTimeout>());
    }

    private static PhoneLegOptions InG711(PhoneLegOptions options) => options with { AudioCodecs = ["PCMU"] };

    /// <summary>One that does ICE and is reached only behind its NAT.</summary>
    private TestPhone Phone(int number, IPEndPoint? behind = null)
    {
        var address = PhoneRoom.PhoneAddress(number);
        var phone = new TestPhone(_room.Network, address, Theirs, new AudioOptions(address) { Srtp = SrtpPolicy.WhenOffered, OfferIce = true }, seed: 51 + number);
        phone.Ice = new TestIce(_room.Network, [address, behind ?? Behind], seed: 7 + number);
        BlockDefaultAddress(phone);
        _room.Simulation.Add(phone);
        _room.Simulation.Add(phone.Ice);
        return phone;
    }

    private static string UfragOf(string sdp) =>
        SessionDescription.TryParse(sdp, out var session, out _) ? session!.Media[0].Attributes.Value("ice-ufrag")! : throw new InvalidOperationException(sdp);

    private (PhoneLeg Leg, TestPhone Phone) Call(
        bool weOffer, Action<TestIce>? change = null, Func<PhoneLegOptions, PhoneLegOptions>? options = null, Func<AudioOptions, AudioOptions>? theirs = null)
    {
        var address = PhoneRoom.PhoneAddress(1);
        var phone = new TestPhone(_room.Network, address, Theirs, (theirs ?? (same => same))(new AudioOptions(address) { Srtp = SrtpPolicy.WhenOffered, OfferIce = true }), seed: 51);
        var ice = new TestIce(_room.Network, [address, Behind], seed: 7);
        phone.Ice = ice;
        change?.Invoke(ice);
        var mine = (options ?? (same => same))(InG711(_room.OptionsOf(1)));
        PhoneLeg leg;
        if (weOffer)
        {
            leg = _room.AddLeg(mine with { OfferIce = true });
            Assert.True(leg.HandleAnswer(phone.Answer(_room.Latest<PhoneOffer>().Sdp), _room.Simulation.Now).IsDone);
        }
        else
        {
            // its description names the first address, whatever it checks from
            var candidates = ice.Addresses;
            ice.Addresses = [address, Behind];
            leg = _room.AddLeg(mine with { RemoteOffer = phone.Offer() });
            ice.Addresses = candidates;
            phone.TakeAnswer(_room.Latest<PhoneLocalAnswer>().Sdp);
        }

        leg.Establish(_room.Simulation.Now);
        _room.Simulation.Add(phone);
        _room.Simulation.Add(ice);
        return (leg, phone);
    }

    /// <summary>Nothing comes through from where the description says that the phone is, nor to there.</summary>
    private void BlockDefaultAddress(TestPhone phone)
    {
        var blocked = new LinkProfile { Loss = 1 };
        _room.Network.SetLink(phone.Address, _room.OptionsOf(1).Advertised, blocked);
        _room.Network.SetLink(_room.OptionsOf(1).Advertised, phone.Address, LinkProfile.Clean);
    }

    private Func<int> CountArrivals(IPEndPoint address)
    {
        var count = 0;
        _room.Network.Attach(address, (_, _, _) => count++);
        return () => count;
    }

    private void AssertTheyHearEachOther(TestPhone phone)
    {
        AssertHears(phone, Others, Theirs);
        AssertHears(_other, Theirs, Others);
    }

    private static void AssertHears(TestPhone phone, double frequency, double notOwn)
    {
        var latest = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(phone.Heard)[^phone.SampleRate..];
        Assert.InRange(ToneMeter.AmplitudeAt(latest, phone.SampleRate, frequency), 3000, 9800);
        Assert.InRange(ToneMeter.AmplitudeAt(latest, phone.SampleRate, notOwn), 0, 150);
    }
}
