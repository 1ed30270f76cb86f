using System.Net;
using Switchroom.Media.Codecs;
using Switchroom.Media.Tones;
using Switchroom.Rtp;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Sdp;
using Switchroom.TestKit;

namespace Switchroom.Rooms.Tests.Phone;

/// <summary>
/// A far end that says a short tone once a second and notes when it hears the other's: what mouth to ear takes. Its clock may run fast or slow. It has no jitter
/// buffer of its own: a packet's sound counts as heard when the packet arrives.
/// </summary>
internal sealed class BurstPhone : ISimulated
{
    private const int BurstPackets = 5;
    private const int PacketsPerSecond = 50;
    private const int Threshold = 1500;
    private static readonly TimeSpan PacketTime = TimeSpan.FromMilliseconds(20);

    private readonly VirtualNetwork _network;
    private readonly IPEndPoint _address;
    private readonly AudioOfferAnswer _session;
    private readonly int _firstBurst;
    private readonly byte[] _buffer = new byte[2048];
    private readonly byte[] _payload = new byte[AudioEncoder.MaxPayloadBytes];
    private readonly ToneGenerator _tone;
    private readonly AudioEncoder _encoder;
    private readonly AudioDecoder _decoder;
    private readonly short[] _frame;
    private readonly short[] _decoded;
    private long _sent;
    private int _quietSamples;

    /// <param name="network">The network.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="codec">What it speaks.</param>
    /// <param name="drift">How fast its clock runs, 1 for right.</param>
    /// <param name="firstBurst">Packets before its first tone.</param>
    public BurstPhone(VirtualNetwork network, IPEndPoint address, AudioCodec codec, double drift, int firstBurst)
    {
        (_network, _address, Codec, Interval, _firstBurst) = (network, address, codec, PacketTime / drift, firstBurst);
        var encoding = new[] { AudioEncoding.Opus, AudioEncoding.G722, AudioEncoding.Pcmu, AudioEncoding.Pcma }
            .Single(encoding => encoding.Name.Equals(codec.EncodingName, StringComparison.OrdinalIgnoreCase));
        _session = new AudioOfferAnswer(new AudioOptions(address) { Codecs = [encoding], Srtp = SrtpPolicy.WhenOffered, ComfortNoise = false }, new Random(firstBurst));
        _encoder = codec.CreateEncoder(codec.SampleRate);
        _decoder = codec.CreateDecoder(codec.SampleRate);
        _tone = new ToneGenerator(codec.SampleRate);
        _tone.Set(1000, 0, -15);
        _frame = new short[codec.SampleRate / PacketsPerSecond];
        _decoded = new short[_decoder.MaxSamples];
        NextDeadline = TimeSpan.FromMilliseconds(3 + firstBurst);
        network.Attach(address, Receive);
    }

    public AudioCodec Codec { get; }

    /// <summary>Real time between its packets.</summary>
    public TimeSpan Interval { get; }

    /// <summary>When its tones began, at its microphone.</summary>
    public List<TimeSpan> Said { get; } = [];

    /// <summary>When it heard tones begin, and how long after the other said them.</summary>
    public List<(TimeSpan At, TimeSpan Delay)> Heard { get; } = [];

    /// <summary>The one it listens to.</summary>
    public BurstPhone? Other { get; set; }

    public TimeSpan? NextDeadline { get; private set; }

    public string Answer(string offer)
    {
        Assert.True(SessionDescription.TryParse(offer, out var description, out _));
        Assert.True(_session.TryAnswer(description!, out var answer, out _, out var refusal), refusal.ToString());
        return answer!.ToString();
    }

    public void HandleDeadline(TimeSpan now)
    {
        NextDeadline += Interval;
        var place = (_sent + PacketsPerSecond - _firstBurst) % PacketsPerSecond;
        if (place < BurstPackets)
        {
            _tone.Fill(_frame);
        }
        else
        {
            Array.Clear(_frame);
        }

        if (place == 0)
        {
            // What a packet holds was said while it was being filled.
            Said.Add(now - Interval);
        }

        var length = _encoder.Encode(_frame, _payload);
        var agreement = _session.Agreement!;
        var timestamp = (uint)(_sent * agreement.Send.Codec.ClockRate / PacketsPerSecond);
        var header = new RtpHeader(agreement.Send.PayloadType, (ushort)_sent++, timestamp, new Ssrc(1)).Write(_buffer);
        _payload.AsSpan(0, length).CopyTo(_buffer.AsSpan(header));
        _network.Send(_address, agreement.Remote!, _buffer.AsSpan(0, header + length), now);
    }

    public void Drain(TimeSpan now)
    {
    }

    private void Receive(ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now)
    {
        if (RtpPacket.LooksLikeRtcp(datagram) || !RtpPacket.TryParse(datagram, out var packet))
        {
            return;
        }

        var count = _decoder.Decode(packet.Payload, _decoded);
        for (var i = 0; i < count; i++)
        {
            if (Math.Abs((int)_decoded[i]) < Threshold)
            {
                _quietSamples++;
                continue;
            }

            if (_quietSamples > Codec.SampleRate / 2 && Other!.Said.Count > 0)
            {
                var at = now + TimeSpan.FromSeconds((double)i / Codec.SampleRate);
                Heard.Add((at, at - Other.Said[^1]));
            }

            _quietSamples = 0;
        }
    }
}
