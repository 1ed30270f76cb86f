using Switchroom.Media.Codecs;
using Switchroom.Rooms.Mixing;
using Switchroom.Rtp;
using Switchroom.Rtp.Retransmission;

namespace Switchroom.Rooms.Tests.Mixing;

public class OpusTrackSourceTests
{
    private const byte LevelId = 3;
    private static readonly PayloadType Red = new(63);
    private static readonly PayloadType Opus = new(111);
    private readonly byte[] _datagram = new byte[1500];
    private readonly OpusTrackSource _source = new(Red, LevelId);

    [Fact]
    public void SaysTheLevelThatItsPacketsTell()
    {
        Assert.Equal((byte)127, _source.LevelHint);
        Handle(0, Payload(0), 30, TimeSpan.Zero);
        Assert.Equal((byte)30, _source.LevelHint);
        Handle(1, Payload(1), 60, TimeSpan.FromMilliseconds(20));
        Assert.Equal((byte)30, _source.LevelHint);
        Handle(2, Payload(2), 60, TimeSpan.FromMilliseconds(220));
        Assert.Equal((byte)60, _source.LevelHint);
        _source.Skip(TimeSpan.FromMilliseconds(500));
        Assert.Equal((byte)127, _source.LevelHint);
    }

    [Fact]
    public void WithoutTheExtensionOnlyDecodingTells()
    {
        Handle(0, Payload(0), null, TimeSpan.Zero);
        Assert.Null(_source.LevelHint);
    }

    [Fact]
    public void RedundancyFillsSingleLosses()
    {
        var payloads = Enumerable.Range(0, 200).Select(Payload).ToArray();
        var samples = new short[960];
        var buffer = new byte[1400];
        for (var i = 1; i < 200; i++)
        {
            var now = TimeSpan.FromMilliseconds(20 * i);
            if (i % 3 != 0)
            {
                var length = RedPayload.Write(buffer, Opus, 960, payloads[i - 1], payloads[i]);
                Handle((ushort)i, buffer[..length], 20, now, Red);
            }

            _source.Read(samples, 48000, now);
        }

        Assert.Equal(0, _source.Counters.ConcealedTicks);
        Assert.InRange(ToneMeter.AmplitudeAt(samples, 48000, 440), 6000, 9500);
    }

    [Fact]
    public void AnyDatagramIsSurvived()
    {
        var random = new Random(8);
        var samples = new short[960];
        for (var i = 0; i < 20_000; i++)
        {
            var datagram = new byte[random.Next(0, 120)];
            random.NextBytes(datagram);
            if (datagram.Length > 1)
            {
                datagram[0] = (byte)(0x80 | (datagram[0] & 0x1F));
                datagram[1] = (byte)(random.Next(2) == 0 ? 63 : 111);
            }

            _source.HandleRtp(datagram, TimeSpan.FromMilliseconds(i));
            if (i % 20 == 0)
            {
                _source.Read(samples, 48000, TimeSpan.FromMilliseconds(i));
            }
        }
    }

    [Fact]
    public void ABrowserIsHeardByAPhone()
    {
        using var mix = new RoomMix(8);
        var phone = new MixPhone(MixRoom.Pcmu, 700) { Amplitude = 0 };
        mix.AddSource("phone", phone, null);
        mix.AddListener("phone", phone, "phone");
        mix.AddSource("track", _source, null);
        for (var i = 0; i < 150; i++)
        {
            Handle((ushort)i, Payload(i), 15, TimeSpan.FromMilliseconds(20 * i));
            mix.Tick(TimeSpan.FromMilliseconds(20 * i));
        }

        Assert.InRange(phone.AmplitudeOf(440), 6500, 9500);
    }

    private readonly AudioEncoder _encoder = AudioCodec.Opus.CreateEncoder(48000);

    private byte[] Payload(int index)
    {
        short[] frame = [.. Enumerable.Range(index * 960, 960).Select(i => (short)(8000 * Math.Sin(2 * Math.PI * 440 * i / 48000)))];
        var payload = new byte[AudioEncoder.MaxPayloadBytes];
        return payload[.._encoder.Encode(frame, payload)];
    }

    private void Handle(ushort number, ReadOnlySpan<byte> payload, byte? level, TimeSpan now, PayloadType? type = null)
    {
        var writer = new RtpWriter(_datagram, new RtpHeader { PayloadType = type ?? Opus, SequenceNumber = number, Timestamp = number * 960u, Ssrc = new Ssrc(5) });
        if (level is { } minusDbov)
        {
            Assert.True(writer.TryAddExtension(LevelId, [minusDbov]));
        }

        Assert.True(writer.TryWritePayload(payload));
        _source.HandleRtp(_datagram.AsSpan(0, writer.Length), now);
    }
}
