using System.Net;
using System.Text.RegularExpressions;
using Switchroom.Media.Codecs;
using Switchroom.Media.Tones;
using Switchroom.Rooms.Mixing;
using Switchroom.Rtp;
using Switchroom.Rtp.Dtmf;
using Switchroom.Rtp.Jitter;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Rtcp;
using Switchroom.Rtp.Sdp;
using Switchroom.Rtp.Srtp;
using Switchroom.TestKit;
using Switchroom.TestKit.Peers;

namespace Switchroom.Rooms.Tests.Phone;

/// <summary>A far end on the wire: negotiates, sends a tone of its own every 20 ms, and records what it hears.</summary>
internal sealed class TestPhone : ISimulated
{
    private const int Tick = 20;
    private readonly VirtualNetwork _network;
    private readonly AudioOptions _options;
    private AudioOfferAnswer _session;
    private readonly Random _random;
    private readonly byte[] _buffer = new byte[2048];
    private AudioEncoder? _encoder;
    private ToneGenerator? _tone;
    private AudioPlayout? _playout;
    private DtmfReceiver? _keys;
    private SrtpSession? _protect;
    private SrtpSession? _unprotect;
    private SrtpMki _usedMki;
    private Rtp.Reception.ReceptionStatistics? _statistics;
    private ushort _sequence;
    private uint _timestamp;

    public TestPhone(VirtualNetwork network, IPEndPoint address, double frequency, AudioOptions? options = null, int seed = 1)
    {
        (_network, Address, Frequency) = (network, address, frequency);
        _random = new Random(seed);
        (_sequence, _timestamp) = ((ushort)_random.Next(65536), (uint)_random.NextInt64(1L << 32));
        Ssrc = Ssrc.NewRandom(_random);
        _options = options ?? new AudioOptions(address) { Srtp = SrtpPolicy.WhenOffered };
        _session = new AudioOfferAnswer(_options, _random);
        NextDeadline = TimeSpan.FromMilliseconds(_random.NextDouble() * Tick);
        _network.Attach(address, Receive);
    }

    public IPEndPoint Address { get; set; }

    public double Frequency { get; }

    public Ssrc Ssrc { get; set; }

    public bool Talks { get; set; } = true;

    /// <summary>How much faster than ours its clock runs, as a share.</summary>
    public double ClockDrift { get; set; }

    /// <summary>Level of its tone, in dBov, from when it is set or released.</summary>
    public double Level { get; set; } = -20;

    /// <summary>Speaks these from its next offer on.</summary>
    public IReadOnlyList<AudioEncoding> Codecs
    {
        set => _session = new AudioOfferAnswer(_options with { Codecs = value }, _random);
    }

    public bool SendsReports { get; set; } = true;

    /// <summary>What its reports say of how the call sounds; null for nothing.</summary>
    public VoipMetrics? MetricsSent { get; set; }

    /// <summary>What its packets call its keys from its next offer on.</summary>
    public SrtpMki Mki { get; set; }

    public MediaDirection Direction
    {
        get => _session.LocalDirection;
        set => _session.LocalDirection = value;
    }

    /// <summary>Its ICE; null when it does none. Sound then waits for a nomination, and goes where that leads.</summary>
    public TestIce? Ice
    {
        get;
        set
        {
            field = value;
            foreach (var address in value?.Addresses ?? [])
            {
                _network.Attach(address, (datagram, from, now) =>
                {
                    if (!value!.Handle(address, datagram))
                    {
                        Receive(datagram, from, now);
                    }
                });
            }
        }
    }

    /// <summary>Sends where this says instead of where SDP says.</summary>
    public IPEndPoint? Target { get; set; }

    public AudioAgreement Agreement => _session.Agreement!;

    public List<short> Heard { get; } = [];

    public int SampleRate { get; private set; } = 8000;

    public List<ReceivedKey> KeysHeard { get; } = [];

    public List<RtpHeader> HeadersHeard { get; } = [];

    public List<byte[]> PayloadsHeard { get; } = [];

    public VoipMetrics? MetricsHeard { get; private set; }

    public int ReportsHeard { get; private set; }

    public AudioPlayout? Playout => _playout;

    public TimeSpan? NextDeadline { get; private set; }

    public string Offer()
    {
        var offer = _session.CreateOffer().ToString();
        offer = Mki.Length == 0 ? offer : Regex.Replace(offer, @"inline:[^|\s]+", key => $"{key.Value}|{Mki}");
        return Ice is null ? offer : Ice.Describe(offer);
    }

    public string Answer(string offer)
    {
        Assert.True(SessionDescription.TryParse(offer, out var description, out var malformed), malformed.ToString());
        Assert.True(_session.TryAnswer(description!, out var answer, out _, out var refusal), refusal.ToString());
        Agree();
        return Ice is null ? answer!.ToString() : Ice.Describe(answer!.ToString());
    }

    public void TakeAnswer(string answer)
    {
        Assert.True(SessionDescription.TryParse(answer, out var description, out var malformed), malformed.ToString());
        Assert.True(_session.TryAcceptAnswer(description!, out _, out var refusal), refusal.ToString());
        Agree();
    }

    public void HandleDeadline(TimeSpan now)
    {
        NextDeadline += TimeSpan.FromMilliseconds(Tick) / (1 + ClockDrift);
        if (_session.Agreement is null)
        {
            return;
        }

        // After a change of codec what is left of the former one comes at its own rate.
        var rate = _playout?.SampleRateFor(SampleRate) ?? SampleRate;
        var samples = new short[rate * Tick / 1000];
        _playout?.Read(samples, rate, now);

        Heard.AddRange(samples);
        Speak(now);
        if (SendsReports && _sequence % 100 == 0)
        {
            Report(now);
        }
    }

    public void Drain(TimeSpan now)
    {
    }

    /// <summary>Its timestamps jump.</summary>
    public void SkipTimestamps(uint ticks) => _timestamp += ticks;

    /// <summary>Sounds a key in place of its tone, until <see cref="Release"/>.</summary>
    public void Sound(char key)
    {
        var (row, column) = DtmfKeys.FrequenciesOf(key);
        _tone!.Set(row, column, -15);
    }

    /// <summary>Goes back to its tone.</summary>
    public void Release() => _tone!.Set(Frequency, Frequency, Level);

    /// <summary>Sends a packet of comfort noise.</summary>
    public void SendNoise(PayloadType type, TimeSpan now) => SendRtp(new RtpHeader(type, _sequence++, _timestamp, Ssrc), [60], now);

    /// <param name="key">The key.</param>
    /// <param name="now">The time.</param>
    /// <param name="another">The source that sends it, with a sequence of its own; null for the phone's own.</param>
    public void Press(char key, TimeSpan now, Ssrc? another = null)
    {
        ushort anothers = 7;
        var format = Agreement.SendEvents!;
        var sender = new DtmfSender(format.Codec.ClockRate);
        sender.TryEnqueue(key, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100));
        var packets = new DtmfPacket[DtmfSender.MaxPacketsPerTick];
        var ticks = format.Codec.ClockRate / 50;
        for (var timestamp = _timestamp; sender.IsBusy; timestamp += (uint)ticks)
        {
            for (var (i, count) = (0, sender.Tick(timestamp, ticks, packets)); i < count; i++)
            {
                var payload = new byte[TelephoneEvent.Length];
                packets[i].Event.Write(payload);
                SendRtp(new RtpHeader(format.PayloadType, another is null ? _sequence++ : anothers++, packets[i].Timestamp, another ?? Ssrc, packets[i].Marker), payload, now);
            }
        }
    }

    public void SendRtp(in RtpHeader header, ReadOnlySpan<byte> payload, TimeSpan now)
    {
        var length = header.Write(_buffer) + payload.Length;
        payload.CopyTo(_buffer.AsSpan(RtpPacket.FixedHeaderLength));
        if (_protect is not null)
        {
            Assert.True(_protect.TryProtect(_buffer, length, out length));
        }

        SendFrom(Target ?? Agreement.Remote!, _buffer.AsSpan(0, length), now);
    }

    private void SendFrom(IPEndPoint to, ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if ((Ice is null ? Address : Ice.Checks ? Ice.Nominated : Ice.Addresses[0]) is { } from)
        {
            _network.Send(from, to, datagram, now);
        }
    }

    private void Agree()
    {
        if (Agreement.Ice is { } ice)
        {
            Ice?.Connect(ice.Local, ice.Remote, Agreement.Remote!, NextDeadline!.Value);
        }

        var codec = AudioCodec.All.First(codec => codec.EncodingName.Equals(Agreement.Send.Codec.Name, StringComparison.OrdinalIgnoreCase));
        if (_encoder?.Codec != codec)
        {
            SampleRate = codec.SampleRate;
            _encoder = codec.CreateEncoder(SampleRate);
            _tone = new ToneGenerator(SampleRate);
            Release();
            _playout ??= new AudioPlayout(JitterBufferOptions.Default);
        }

        if (Mki != _usedMki)
        {
            (_protect, _unprotect, _usedMki) = (null, null, Mki);
        }

        _protect = Agreement.SendKey is { } key ? _protect ?? new SrtpSession(key.WithMki(Mki)) : null;
        _unprotect = Agreement.ReceiveKey is { } other ? _unprotect ?? new SrtpSession(other) : null;
    }

    private void Speak(TimeSpan now)
    {
        var codec = _encoder!.Codec;
        var samples = new short[SampleRate * Tick / 1000];
        _tone!.Fill(samples);
        if (Talks && Agreement.Direction.HasFlag(MediaDirection.SendOnly))
        {
            var payload = new byte[AudioEncoder.MaxPayloadBytes];
            var length = _encoder.Encode(samples, payload);
            SendRtp(new RtpHeader(Agreement.Send.PayloadType, _sequence++, _timestamp, Ssrc), payload.AsSpan(0, length), now);
        }

        _timestamp += (uint)(codec.RtpClockRate * Tick / 1000);
    }

    private void Report(TimeSpan now)
    {
        var buffer = new byte[256];
        var writer = new RtcpWriter(buffer);
        new SenderReport(Ssrc, new NtpTime(1UL << 60).After(now).Value, _timestamp, 1, 1).TryWrite(ref writer, [.. _statistics is { } s ? new[] { s.Report(now) } : []]);
        if (MetricsSent is { } metrics && _statistics is { } heard)
        {
            Assert.True(ExtendedReport.TryWrite(ref writer, Ssrc, metrics with { Source = heard.Source }));
        }

        var length = writer.Length;
        if (_protect is not null)
        {
            Assert.True(_protect.TryProtectRtcp(buffer, length, out length));
        }

        SendFrom(Target ?? Agreement.RemoteRtcp!, buffer.AsSpan(0, length), now);
    }

    private void Receive(ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now)
    {
        datagram.CopyTo(_buffer);
        var length = datagram.Length;
        if (RtpPacket.LooksLikeRtcp(datagram))
        {
            if (_unprotect is null || _unprotect.TryUnprotectRtcp(_buffer, length, out length))
            {
                ReceiveReport(_buffer.AsSpan(0, length), now);
            }

            return;
        }

        if (_unprotect is not null && !_unprotect.TryUnprotect(_buffer, length, out length))
        {
            return;
        }

        Assert.True(RtpPacket.TryParse(_buffer.AsSpan(0, length), out var packet));
        HeadersHeard.Add(RtpHeader.Of(packet));
        PayloadsHeard.Add(packet.Payload.ToArray());
        var format = Agreement.FormatOf(packet.PayloadType);
        Assert.NotNull(format);
        _statistics ??= new(packet.Ssrc, format.Codec.ClockRate);
        _statistics.OnPacket(packet.SequenceNumber, packet.Timestamp, now);
        if (format.Codec.IsTelephoneEvent)
        {
            _keys ??= new DtmfReceiver(format.Codec.ClockRate);
            _playout!.InsertPlaceholder(packet.SequenceNumber, packet.Timestamp, now);
            if (TelephoneEvent.TryRead(packet.Payload, out var read) && _keys.Handle(read, packet.Timestamp, packet.Marker, now, out var key))
            {
                KeysHeard.Add(key);
            }
        }
        else if (format.Codec.IsComfortNoise)
        {
            _playout!.InsertComfortNoise(packet.SequenceNumber, packet.Timestamp, packet.Payload, now);
        }
        else
        {
            _playout!.Insert(AudioCodec.All.First(codec => codec.EncodingName.Equals(format.Codec.Name, StringComparison.OrdinalIgnoreCase)), packet.SequenceNumber, packet.Timestamp, packet.Payload, now);
        }
    }

    private void ReceiveReport(ReadOnlySpan<byte> report, TimeSpan now)
    {
        ReportsHeard++;
        Assert.True(RtcpCompound.TryParse(report, out var compound));
        foreach (var packet in compound)
        {
            if (SenderReport.TryRead(packet, out var sent, out _))
            {
                _statistics?.OnSenderReport(sent, now);
            }

            if (ExtendedReport.TryRead(packet, out var extended) && extended.TryGetVoipMetrics(out var metrics))
            {
                MetricsHeard = metrics;
            }
        }
    }
}
