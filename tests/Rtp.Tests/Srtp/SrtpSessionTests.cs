using System.Buffers.Binary;
using Switchroom.Rtp.Srtp;
using Switchroom.TestKit;

namespace Switchroom.Rtp.Tests.Srtp;

public sealed class SrtpSessionTests
{
    private readonly Random _random = new(7);

    public static TheoryData<SrtpProfile> Profiles => [.. Enum.GetValues<SrtpProfile>()];

    [Fact]
    public void FindsItsLibrary() => Assert.Null(SrtpSession.MissingLibrary());

    [Theory, MemberData(nameof(Profiles))]
    public void ProtectsAsLibSrtpDoesAcrossSeveralRollovers(SrtpProfile profile)
    {
        var (key, bytes) = NewKey(profile);
        using var ours = new SrtpSession(key);
        using var receiver = new SrtpSession(key);
        using var theirs = new LibSrtp(profile, bytes, inbound: false);
        for (var number = 65_000; number < 65_536 * 3; number += 1 + _random.Next(400))
        {
            var plain = Packet(number, 0x1234_5678, payload: _random.Next(1200), csrcs: _random.Next(3), extended: _random.Next(2) == 0);

            var expected = theirs.Protect(plain);
            var actual = Protect(ours, plain);

            Assert.Equal(expected, actual);
            Assert.Equal(plain, Unprotect(receiver, actual!));
        }
    }

    [Theory, MemberData(nameof(Profiles))]
    public void UnprotectsWhatLibSrtpSendsOutOfOrder(SrtpProfile profile)
    {
        var (key, bytes) = NewKey(profile);
        using var ours = new SrtpSession(key);
        using var theirs = new LibSrtp(profile, bytes, inbound: false);
        var sent = Enumerable.Range(65_400, 1000).Select(number => Packet(number, 99)).Select(plain => (plain, wire: theirs.Protect(plain)!)).ToList();

        foreach (var (plain, wire) in sent.Select((pair, i) => (pair, at: i + _random.Next(40))).OrderBy(item => item.at).Select(item => item.pair))
        {
            Assert.Equal(plain, Unprotect(ours, wire));
        }
    }

    [Theory, MemberData(nameof(Profiles))]
    public void ExchangesRtcpWithLibSrtp(SrtpProfile profile)
    {
        var (key, bytes) = NewKey(profile);
        using var ours = new SrtpSession(key);
        using var receiver = new SrtpSession(key);
        using var theirs = new LibSrtp(profile, bytes, inbound: false);
        using var theirReceiver = new LibSrtp(profile, bytes, inbound: true);
        for (var i = 0; i < 50; i++)
        {
            var plain = Rtcp(4 * _random.Next(1, 40));
            var wire = new byte[plain.Length + SrtpProfiles.MaxOverhead];
            plain.CopyTo(wire, 0);

            Assert.True(ours.TryProtectRtcp(wire, plain.Length, out var length));
            Assert.Equal(plain, theirReceiver.UnprotectRtcp(wire[..length]));
            var back = theirs.ProtectRtcp(plain)!;
            Assert.True(receiver.TryUnprotectRtcp(back, back.Length, out length), receiver.LastRefusal.ToString());
            Assert.Equal(plain, back[..length]);
            Assert.False(receiver.TryUnprotectRtcp(theirs.ProtectRtcp(plain)!, back.Length - 1, out _));
        }
    }

    [Theory]
    [InlineData(SrtpProfile.AesCm128HmacSha1_80, "1:4")]
    [InlineData(SrtpProfile.AesCm128HmacSha1_32, "200:1")]
    [InlineData(SrtpProfile.AeadAes128Gcm, "3735928559:4")]
    [InlineData(SrtpProfile.AeadAes256Gcm, "1:128")]
    public void NamesItsKeyInPacketsAsLibSrtpDoes(SrtpProfile profile, string name)
    {
        Assert.True(SrtpMki.TryParse(name, out var mki));
        var (unnamed, bytes) = NewKey(profile);
        var key = unnamed.WithMki(mki);
        using var ours = new SrtpSession(key);
        using var receiver = new SrtpSession(key);
        using var theirs = new LibSrtp(profile, bytes, inbound: false, mki.ToBytes());
        using var theirReceiver = new LibSrtp(profile, bytes, inbound: true, mki.ToBytes());
        for (var number = 65_500; number < 65_600; number++)
        {
            var plain = Packet(number, 7, payload: _random.Next(300));
            var wire = theirs.Protect(plain)!;
            Assert.Equal(wire, Protect(ours, plain));
            Assert.Equal(plain, Unprotect(receiver, wire));

            var report = Rtcp(4 * _random.Next(1, 40));
            var buffer = new byte[report.Length + SrtpProfiles.MaxOverhead];
            report.CopyTo(buffer, 0);
            Assert.True(ours.TryProtectRtcp(buffer, report.Length, out var length));
            if (profile != SrtpProfile.AesCm128HmacSha1_32)
            {
                // with this one libsrtp 2.5 looks for the name of an RTCP packet's key before a tag of RTP's length
                Assert.Equal(report, theirReceiver.UnprotectRtcp(buffer[..length]));
            }

            var back = theirs.ProtectRtcp(report)!;
            Assert.True(receiver.TryUnprotectRtcp(back, back.Length, out length), receiver.LastRefusal.ToString());
            Assert.Equal(report, back[..length]);
        }
    }

    [Theory, MemberData(nameof(Profiles))]
    public void RefusesAPacketThatNamesAnotherKeyOrNone(SrtpProfile profile)
    {
        var (key, _) = NewKey(profile);
        using var receiver = new SrtpSession(key.WithMki(new(1, 4)));
        using var other = new SrtpSession(key.WithMki(new(2, 4)));
        using var unnamed = new SrtpSession(key);

        Assert.Equal(SrtpRefusal.WrongKeyName, RefusalOf(receiver, Protect(other, Packet(1, 5))!));
        Assert.Equal(SrtpRefusal.WrongKeyName, RefusalOf(receiver, Protect(unnamed, Packet(1, 5))!));
        Assert.Equal(SrtpRefusal.Malformed, RefusalOf(receiver, Protect(unnamed, Packet(2, 5, payload: 0))![..12]));
        var report = new byte[Rtcp(40).Length + SrtpProfiles.MaxOverhead];
        Rtcp(40).CopyTo(report, 0);
        Assert.True(other.TryProtectRtcp(report, Rtcp(40).Length, out var length));
        Assert.False(receiver.TryUnprotectRtcp(report, length, out _));
        Assert.Equal(SrtpRefusal.WrongKeyName, receiver.LastRefusal);
    }

    [Theory]
    [InlineData("1:0"), InlineData("1:129"), InlineData("256:1"), InlineData("-1:4"), InlineData("1"), InlineData("1:"), InlineData(":4"), InlineData("18446744073709551616:16")]
    public void RefusesAKeyNameThatDoesNotFit(string text) => Assert.False(SrtpMki.TryParse(text, out _));

    [Theory, MemberData(nameof(Profiles))]
    public void RefusesAPacketThatWasSeenBefore(SrtpProfile profile)
    {
        var (sender, receiver) = NewPair(profile);
        var wire = Enumerable.Range(0, 2000).Select(number => Protect(sender, Packet(number, 5))!).ToList();
        Assert.All(wire.Skip(900), packet => Assert.NotNull(Unprotect(receiver, packet)));

        Assert.Equal(SrtpRefusal.Replayed, RefusalOf(receiver, wire[1500]));
        Assert.Equal(SrtpRefusal.TooOld, RefusalOf(receiver, wire[1999 - 1024]));
        Assert.NotNull(Unprotect(receiver, Protect(sender, Packet(2000, 5))!));
    }

    [Theory, MemberData(nameof(Profiles))]
    public void NeverProtectsOneSequenceNumberTwice(SrtpProfile profile)
    {
        var (sender, _) = NewPair(profile);
        Assert.NotNull(Protect(sender, Packet(10, 5)));

        Assert.Null(Protect(sender, Packet(10, 5)));
        Assert.Equal(SrtpRefusal.Replayed, sender.LastRefusal);
    }

    [Theory, MemberData(nameof(Profiles))]
    public void RefusesAPacketWithAnyBitChanged(SrtpProfile profile)
    {
        var (sender, receiver) = NewPair(profile);
        var wire = Protect(sender, Packet(500, 5, payload: 20))!;
        for (var bit = 0; bit < 8 * wire.Length; bit++)
        {
            byte[] changed = [.. wire];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.Null(Unprotect(receiver, changed));
        }

        Assert.NotNull(Unprotect(receiver, wire));
    }

    [Theory, MemberData(nameof(Profiles))]
    public void RefusesAnotherKey(SrtpProfile profile)
    {
        var (sender, _) = NewPair(profile);
        var (_, receiver) = NewPair(profile);

        Assert.Equal(SrtpRefusal.NotAuthentic, RefusalOf(receiver, Protect(sender, Packet(1, 5))!));
    }

    [Fact]
    public void ForgedSourcesTakeNoPlace()
    {
        var (sender, receiver) = NewPair(SrtpProfile.AeadAes128Gcm);
        for (var ssrc = 1u; ssrc <= SrtpSession.MaxStreams * 2; ssrc++)
        {
            Assert.Null(Unprotect(receiver, [.. Packet(1, ssrc), .. new byte[16]]));
        }

        Assert.NotNull(Unprotect(receiver, Protect(sender, Packet(1, 5))!));
    }

    [Fact]
    public void HoldsItsLimitOfSources()
    {
        var (sender, _) = NewPair(SrtpProfile.AeadAes128Gcm);
        for (var ssrc = 1u; ssrc <= SrtpSession.MaxStreams; ssrc++)
        {
            Assert.NotNull(Protect(sender, Packet(1, ssrc)));
        }

        Assert.Null(Protect(sender, Packet(1, 0)));
        Assert.Equal(SrtpRefusal.TooManyStreams, sender.LastRefusal);
        sender.Forget(new Ssrc(1));
        Assert.NotNull(Protect(sender, Packet(1, 0)));
    }

    [Theory]
    [InlineData("", SrtpRefusal.Malformed)]
    [InlineData("800000010000000000000005", SrtpRefusal.Malformed)]
    [InlineData("9f00000100000000000000050000000000000000000000000000000000000000", SrtpRefusal.Malformed)]
    [InlineData("400000010000000000000005000000000000000000000000000000000000000000", SrtpRefusal.Malformed)]
    public void RefusesWhatIsNoPacket(string hex, SrtpRefusal refusal)
    {
        var (sender, receiver) = NewPair(SrtpProfile.AesCm128HmacSha1_80);
        Assert.Equal(refusal, RefusalOf(receiver, Convert.FromHexString(hex)));
        Assert.False(sender.TryProtect(new byte[12], 11, out _));
        Assert.False(sender.TryProtect(Packet(1, 5), 12 + 160, out _));
        Assert.Equal(SrtpRefusal.BufferTooSmall, sender.LastRefusal);
        Assert.False(receiver.TryUnprotectRtcp(new byte[21], 21, out _));
    }

    [Fact]
    public void RefusesRtcpInTheClear()
    {
        var (_, receiver) = NewPair(SrtpProfile.AesCm128HmacSha1_80);

        Assert.False(receiver.TryUnprotectRtcp([.. Rtcp(24), .. new byte[14]], 42, out _));
        Assert.Equal(SrtpRefusal.NotEncrypted, receiver.LastRefusal);
    }

    [Fact]
    public void SplitsWhatDtlsExports()
    {
        var exported = Enumerable.Range(0, SrtpProfile.AesCm128HmacSha1_80.ExportLength()).Select(i => (byte)i).ToArray();

        var (client, server) = SrtpMasterKey.FromDtlsExport(SrtpProfile.AesCm128HmacSha1_80, exported);

        Assert.True(client.SameAs(SrtpMasterKey.FromKeyAndSalt(client.Profile, [.. exported[..16], .. exported[32..46]])));
        Assert.True(server.SameAs(SrtpMasterKey.FromKeyAndSalt(client.Profile, [.. exported[16..32], .. exported[46..]])));
        Assert.Equal("AES_CM_128_HMAC_SHA1_80 key", client.ToString());
    }

    [Theory, MemberData(nameof(Profiles))]
    public void AllocatesNothingPerPacket(SrtpProfile profile)
    {
        var (sender, receiver) = NewPair(profile);
        var buffer = new byte[400];
        var plain = Packet(0, 5);
        var number = 0;
        void Pass()
        {
            plain.CopyTo(buffer, 0);
            BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(2), (ushort)number++);
            Assert.True(sender.TryProtect(buffer, plain.Length, out var length) && receiver.TryUnprotect(buffer, length, out _));
            Assert.True(sender.TryProtectRtcp(buffer, 28, out length) && receiver.TryUnprotectRtcp(buffer, length, out _));
        }

        void PassMany()
        {
            for (var i = 0; i < 1000; i++)
            {
                Pass();
            }
        }

        Pass();
        Assert.Equal(0, Allocations.InSteadyState(PassMany));
    }

    private static byte[]? Protect(SrtpSession session, byte[] plain)
    {
        var buffer = new byte[plain.Length + SrtpProfiles.MaxOverhead];
        plain.CopyTo(buffer, 0);
        return session.TryProtect(buffer, plain.Length, out var length) ? buffer[..length] : null;
    }

    private static byte[]? Unprotect(SrtpSession session, byte[] wire)
    {
        byte[] buffer = [.. wire];
        return session.TryUnprotect(buffer, buffer.Length, out var length) ? buffer[..length] : null;
    }

    private static SrtpRefusal RefusalOf(SrtpSession session, byte[] wire)
    {
        Assert.Null(Unprotect(session, wire));
        return session.LastRefusal;
    }

    private (SrtpMasterKey Key, byte[] Bytes) NewKey(SrtpProfile profile)
    {
        var bytes = new byte[profile.KeyLength() + profile.SaltLength()];
        _random.NextBytes(bytes);
        return (SrtpMasterKey.FromKeyAndSalt(profile, bytes), bytes);
    }

    private (SrtpSession Sender, SrtpSession Receiver) NewPair(SrtpProfile profile)
    {
        var (key, _) = NewKey(profile);
        return (new SrtpSession(key), new SrtpSession(key));
    }

    private byte[] Packet(int number, uint ssrc, int payload = 160, int csrcs = 0, bool extended = false)
    {
        var header = 12 + 4 * csrcs + (extended ? 12 : 0);
        var packet = new byte[header + payload];
        _random.NextBytes(packet);
        new RtpHeader(PayloadType.Pcmu, (ushort)number, (uint)(160 * number), new Ssrc(ssrc)).Write(packet);
        packet[0] = (byte)(0x80 | csrcs | (extended ? 0x10 : 0));
        if (extended)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(12 + 4 * csrcs + 2), 2);
        }

        return packet;
    }

    private byte[] Rtcp(int body)
    {
        var packet = new byte[4 + body];
        _random.NextBytes(packet);
        (packet[0], packet[1]) = (0x80, 201);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)(body / 4));
        return packet;
    }
}
