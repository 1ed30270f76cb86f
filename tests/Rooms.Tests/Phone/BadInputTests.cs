using System.Net;
using System.Runtime.InteropServices;
using Switchroom.Media.Codecs;
using Switchroom.Media.Tones;
using Switchroom.Rooms.Phone;
using Switchroom.Rtp;
using Switchroom.Rtp.Srtp;
using Switchroom.TestKit.Audio;

namespace Switchroom.Rooms.Tests.Phone;

/// <summary>Datagrams to a leg that are not the far end's speech: counted, never heard, and never of any consequence to other legs.</summary>
public sealed class BadInputTests : IDisposable
{
    private const double Theirs = 600;
    private const double Others = 900;
    private const double Forged = 1700;
    private static readonly TimeSpan PacketTime = TimeSpan.FromMilliseconds(20);
    private readonly Random _random = new(3);
    private readonly PhoneRoom _room = new();
    private readonly PhoneLeg _leg;
    private readonly TestPhone _phone;
    private readonly TestPhone _listener;
    private readonly List<byte[]> _own = [];
    private readonly byte[] _loud = new byte[160];

    public BadInputTests()
    {
        var tone = new ToneGenerator(8000);
        tone.Set(Forged, 0, -6);
        var samples = new short[160];
        tone.Fill(samples);
        AudioCodec.Pcmu.CreateEncoder(8000).Encode(samples, _loud);
        (_leg, _phone) = Call(Theirs, PhoneEncryption.None);
        (_, _listener) = Call(Others, PhoneEncryption.None);
        _room.Network.Drop = datagram =>
        {
            if (!RtpPacket.LooksLikeRtcp(datagram) && RtpPacket.TryParse(datagram, out var packet) && packet.Ssrc == _phone.Ssrc)
            {
                _own.Add(datagram);
            }

            return false;
        };
        _room.Run(4);
    }

    public void Dispose() => _room.Dispose();

    [Fact]
    public void FromAnotherAddress()
    {
        var stranger = new IPEndPoint(IPAddress.Parse("203.0.113.66"), 4444);
        AssertRefused(100, () => Send(Next(PayloadType.Pcmu), stranger), LegRefusal.WrongSource);
    }

    [Fact]
    public void OfAPayloadTypeThatWasNotAgreedTo() => AssertRefused(100, () => Send(Next(new PayloadType(77))), LegRefusal.WrongPayloadType);

    [Fact]
    public void Truncated()
    {
        var length = 0;
        AssertRefused(99, () => Send(Next(PayloadType.Pcmu)[..(1 + (length++ % 11))]), LegRefusal.Malformed);
    }

    [Fact]
    public void WithAHeaderExtensionLongerThanThePacket() => AssertRefused(
        100,
        () =>
        {
            var packet = Next(PayloadType.Pcmu);
            packet[0] |= 0x10;
            packet[14] = 0xff;
            Send(packet);
        },
        LegRefusal.Malformed);

    [Fact]
    public void ThatJumpInTheSequence() => AssertRefused(
        50, () => Send(Next(PayloadType.Pcmu, ahead: (ushort)_random.Next(4000, 60_000))), LegRefusal.OutOfSequence);

    [Fact]
    public void ReplayedInTheClear()
    {
        // Known numbers: the jitter buffer drops them, whatever they hold.
        var before = _leg.Quality(_room.Simulation.Now);
        for (var i = 0; i < 100; i++)
        {
            var old = _own[^(1 + (i % 20))].ToArray();
            _loud.CopyTo(old, RtpPacket.FixedHeaderLength);
            Send(old);
            _room.Simulation.RunFor(PacketTime);
        }

        AssertOnlySpeechIsHeard();
        Assert.InRange(_leg.Quality(_room.Simulation.Now).Received.Packets - before.Received.Packets, 95, 105);
    }

    [Fact]
    public void ReplayedOrUnderAnotherKeyToAnEncryptedLeg()
    {
        var (leg, phone) = Call(1200, PhoneEncryption.Required);
        _own.Clear();
        _room.Network.Drop = datagram =>
        {
            if (!RtpPacket.LooksLikeRtcp(datagram) && RtpPacket.TryParse(datagram, out var packet) && packet.Ssrc == phone.Ssrc)
            {
                _own.Add(datagram);
            }

            return false;
        };
        _room.Run(4);
        using var wrong = new SrtpSession(SrtpMasterKey.NewRandom(SrtpProfile.AeadAes256Gcm, new Random(9)));
        var before = leg.Quality(_room.Simulation.Now);
        for (var i = 0; i < 100; i++)
        {
            var forged = new byte[2048];
            var length = new RtpHeader(PayloadType.Pcmu, (ushort)(50_000 + i), (uint)i * 160, phone.Ssrc).Write(forged);
            _loud.CopyTo(forged, length);
            Assert.True(wrong.TryProtect(forged, length + _loud.Length, out length));
            leg.HandleDatagram(_room.OptionsOf(2).Rtp, forged.AsSpan(0, length), phone.Address, _room.Simulation.Now);
            leg.HandleDatagram(_room.OptionsOf(2).Rtp, _own[^5], phone.Address, _room.Simulation.Now);
            _room.Simulation.RunFor(PacketTime);
        }

        var after = leg.Quality(_room.Simulation.Now);
        Assert.Equal(200, after.Refused - before.Refused);
        Assert.Equal(0, after.Received.Lost);
        AssertOnlySpeechIsHeard();
    }

    [Fact]
    public void WithTimestampsThatJump()
    {
        // A sender may begin a new time base at any packet: it is followed, and nobody else notices.
        for (var i = 0; i < 20; i++)
        {
            _phone.SkipTimestamps((uint)(1_000_000 * (i + 1)));
            _room.Run(0.3);
        }

        _room.Run(3);
        AssertOnlySpeechIsHeard();
    }

    [Fact]
    public void AThousandTimesTheUsualRate()
    {
        var refused = _leg.Quality(_room.Simulation.Now).Refused;
        for (var tick = 0; tick < 150; tick++)
        {
            _room.Simulation.RunFor(PacketTime);
            for (var i = 0; i < 1000; i++)
            {
                Send(_own[^1]);
            }
        }

        Assert.InRange(_leg.Quality(_room.Simulation.Now).Refused - refused, 145_000, 150_000);
        AssertOthersHearTheirOwn();
        _room.Run(3);
        AssertOnlySpeechIsHeard();
    }

    private (PhoneLeg Leg, TestPhone Phone) Call(double tone, PhoneEncryption encryption) =>
        _room.Call(tone, options => options with { AudioCodecs = ["PCMU"], Encryption = encryption });

    /// <summary>What could be the far end's next packet, with a loud tone in it.</summary>
    private byte[] Next(PayloadType type, ushort ahead = 1)
    {
        Assert.True(RtpPacket.TryParse(_own[^1], out var latest));
        var packet = new byte[RtpPacket.FixedHeaderLength + _loud.Length];
        new RtpHeader(type, (ushort)(latest.SequenceNumber + ahead), latest.Timestamp + 160, latest.Ssrc).Write(packet);
        _loud.CopyTo(packet, RtpPacket.FixedHeaderLength);
        return packet;
    }

    private void Send(byte[] datagram, IPEndPoint? from = null) =>
        _leg.HandleDatagram(_room.OptionsOf(0).Rtp, datagram, from ?? _phone.Address, _room.Simulation.Now);

    private void AssertRefused(int count, Action send, LegRefusal reason)
    {
        var before = _leg.Quality(_room.Simulation.Now).Refused;
        for (var i = 0; i < count; i++)
        {
            send();
            Assert.Equal(reason, _leg.LastRefusal);
            _room.Simulation.RunFor(PacketTime);
        }

        Assert.Equal(count, _leg.Quality(_room.Simulation.Now).Refused - before);
        Assert.Equal(0, _leg.Quality(_room.Simulation.Now).Received.Lost);
        AssertOnlySpeechIsHeard();
    }

    private void AssertOnlySpeechIsHeard()
    {
        Assert.InRange(HeardBy(_listener, Theirs), 3000, 9800);
        Assert.InRange(HeardBy(_listener, Forged), 0, 100);
        AssertOthersHearTheirOwn();
    }

    private void AssertOthersHearTheirOwn() => Assert.InRange(HeardBy(_phone, Others), 3000, 9800);

    private static double HeardBy(TestPhone phone, double frequency) =>
        ToneMeter.AmplitudeAt(CollectionsMarshal.AsSpan(phone.Heard)[^phone.SampleRate..], phone.SampleRate, frequency);
}
