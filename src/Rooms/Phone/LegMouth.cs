using System.Net;
using Switchroom.Media.Codecs.ComfortNoise;
using Switchroom.Rooms.Mixing;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Sdp;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rooms.Phone;

/// <summary>How a leg's mix goes out: in which format, and what is sent while there is nothing to hear.</summary>
internal sealed class LegMouth(LegSender sender)
{
    private const int UsualOpusBitrate = 32_000;
    private const int NarrowOpusBitrate = 16_000;

    // -70 dBov: quiet, and not the dead line that people take for a lost call.
    private const byte NoiseLevel = 70;
    private const int PacketsBetweenNoise = 10;
    private const int MillisecondsBetweenPauses = 400;
    private static readonly byte[] Noise = [NoiseLevel];
    private byte[] _silence = [];
    private MixFormat? _silenceFormat;
    private int _silentPackets;
    private int _held;
    private LegSender.SoundTime _time;

    /// <summary>What the far end is sent; null before anything is agreed on.</summary>
    public MixFormat? Format { get; private set; }

    public void Use(AudioAgreement agreement)
    {
        var encoding = agreement.Send.Codec;
        // Opus has no packets of 30 or 50 ms.
        var packetTime = encoding.Name == AudioEncoding.Opus.Name && agreement.PacketTime % 20 == 10 && agreement.PacketTime > 10
            ? agreement.PacketTime - 10
            : agreement.PacketTime;
        _time = new LegSender.SoundTime(packetTime, encoding.ClockRate);
        Format = encoding.Name.ToUpperInvariant() switch
        {
            "OPUS" => OpusFormat(agreement, packetTime),
            "G722" => new MixFormat("G722", 16_000, packetTime),
            var name => new MixFormat(name, 8000, packetTime),
        };
    }

    public void Speak(IPEndPoint to, SrtpSession? protection, AudioAgreement agreement, ReadOnlySpan<byte> payload)
    {
        _silentPackets = 0;
        sender.SendSound(to, protection, agreement.Send.PayloadType, payload, _time);
    }

    /// <summary>A packet's time passes in silence: comfort noise now and then where the far end makes it, else a packet of silence so that the path stays open.</summary>
    public void KeepQuiet(IPEndPoint to, SrtpSession? protection, AudioAgreement agreement)
    {
        var isFirst = _silentPackets == 0;
        var mayPause = Format is { Opus.Pauses: true };
        _silentPackets = (_silentPackets + 1) % (mayPause ? Math.Max(1, MillisecondsBetweenPauses / _time.Milliseconds) : PacketsBetweenNoise);
        if (agreement.SendComfortNoise is { } noise)
        {
            if (isFirst)
            {
                sender.SendSound(to, protection, noise.PayloadType, Noise, _time);
                return;
            }

            sender.SkipSound(_time);
            return;
        }

        if (mayPause && !isFirst)
        {
            sender.SkipSound(_time);
            return;
        }

        if (_silenceFormat != Format)
        {
            (_silence, _silenceFormat) = (SilencePayload.Of(Format!.Value), Format);
        }

        sender.SendSound(to, protection, agreement.Send.PayloadType, _silence, _time);
    }

    /// <summary>
    /// A tick of a far end that is to hear silence: on hold, since many far ends, and NATs between us, end what falls silent on the wire; before the answer, since
    /// some send their ringing and announcements to where our first packet came from, and none before it.
    /// </summary>
    public void TickInSilence(IPEndPoint to, SrtpSession? protection, AudioAgreement agreement)
    {
        for (_held += LegSender.TickMilliseconds; _held >= _time.Milliseconds; _held -= _time.Milliseconds)
        {
            KeepQuiet(to, protection, agreement);
        }
    }

    // The far end says what it plays and how much it takes (RFC 7587 section 6.1).
    private static MixFormat OpusFormat(AudioAgreement agreement, int packetTime)
    {
        var wanted = agreement.Send.Parameters;
        var rate = wanted?.Number("maxplaybackrate") switch { null or > 16_000 => 48_000, > 8000 => 16_000, _ => 8000 };
        var bitrate = rate == 8000 ? NarrowOpusBitrate : UsualOpusBitrate;
        if (wanted?.Number("maxaveragebitrate") is { } most)
        {
            bitrate = Math.Clamp(most, 6000, bitrate);
        }

        var bandwidth = wanted?.Number("maxplaybackrate") switch { > 8000 and < 16_000 => 12_000, > 16_000 and < 48_000 => 24_000, _ => 0 };
        return new MixFormat("OPUS", rate, packetTime, bitrate, new OpusWishes(Wants("useinbandfec"), Wants("cbr"), Wants("usedtx"), bandwidth));

        bool Wants(string name) => wanted?.Number(name) == 1;
    }
}
