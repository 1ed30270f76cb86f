using System.Net;
using Switchroom.Media.Codecs;
using Switchroom.Media.Tones;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Tests.Mixing;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.TestKit;

namespace Switchroom.Rooms.Tests.Worker;

/// <summary>A G.711 phone on the wire: sends a tone of its own every 20 ms and keeps what it hears.</summary>
internal sealed class TestPhone : ISimulated
{
    private const int Rate = 8000;
    private static readonly TimeSpan PacketTime = TimeSpan.FromMilliseconds(20);

    private readonly WorkerUnderTest _test;
    private readonly string _roomId;
    private readonly IPEndPoint _address;
    private readonly ToneGenerator _tone = new(Rate);
    private readonly AudioEncoder _encoder = AudioCodec.Pcmu.CreateEncoder(Rate);
    private readonly AudioDecoder _decoder = AudioCodec.Pcmu.CreateDecoder(Rate);
    private ushort _sequence;
    private uint _timestamp;

    public TestPhone(WorkerUnderTest test, string id, double tone, int number, string roomId)
    {
        _test = test;
        _roomId = roomId;
        Id = id;
        _address = new IPEndPoint(IPAddress.Parse($"10.2.{number / 250}.{1 + (number % 250)}"), 4000);
        Rtp = new SocketId(1000 + (2 * number));
        Rtcp = new SocketId(1001 + (2 * number));
        ServerRtp = new IPEndPoint(IPAddress.Parse("10.0.0.1"), 10_000 + (2 * number));
        ServerRtcp = new IPEndPoint(ServerRtp.Address, ServerRtp.Port + 1);
        _tone.Set(tone, 0, -15);
        test.Simulation.Network.Attach(_address, Receive);
    }

    public string Id { get; }

    public SocketId Rtp { get; }

    public SocketId Rtcp { get; }

    public IPEndPoint ServerRtp { get; }

    public IPEndPoint ServerRtcp { get; }

    public bool Talks { get; set; } = true;

    public List<short> Heard { get; } = [];

    public TimeSpan? NextDeadline { get; private set; }

    /// <summary>Whether a frequency was heard in the last half second.</summary>
    public bool Hears(double frequency) =>
        Heard.Count >= Rate / 2 && ToneMeter.AmplitudeAt(Heard.Skip(Heard.Count - (Rate / 2)).ToArray(), Rate, frequency) > 500;

    /// <summary>Gets the worker's offer and answers it, then talks.</summary>
    public void Answer()
    {
        _test.Must(new AddPhoneLeg(_roomId, Id, new PhoneLegOptions { Rtp = Rtp, Rtcp = Rtcp, Advertised = ServerRtp }));
        Assert.Contains($"m=audio {ServerRtp.Port}", _test.Of<PhoneOffer>().Last().Sdp, StringComparison.Ordinal);
        _test.Must(new PhoneAnswer(_roomId, Id, $"""
            v=0
            o=- 1 1 IN IP4 {_address.Address}
            s=-
            c=IN IP4 {_address.Address}
            t=0 0
            m=audio {_address.Port} RTP/AVP 0
            a=rtpmap:0 PCMU/8000
            a=sendrecv

            """.ReplaceLineEndings("\r\n")));
        _test.Must(new PhoneEstablished(_roomId, Id));
        NextDeadline = _test.Now;
    }

    public void HangUp()
    {
        NextDeadline = null;
        _test.Must(new Leave(_roomId, Id));
    }

    public void HandleDeadline(TimeSpan now)
    {
        NextDeadline = now + PacketTime;
        Span<short> samples = stackalloc short[Rate / 50];
        if (Talks)
        {
            _tone.Fill(samples);
        }

        Span<byte> payload = stackalloc byte[Rate / 50];
        _encoder.Encode(samples, payload);
        Span<byte> packet = stackalloc byte[12 + payload.Length];
        new RtpHeader(PayloadType.Pcmu, _sequence++, _timestamp, new Ssrc(77)).Write(packet);
        payload.CopyTo(packet[12..]);
        _timestamp += (uint)payload.Length;
        _test.Simulation.Network.Send(_address, ServerRtp, packet, now);
    }

    public void Drain(TimeSpan now)
    {
    }

    private void Receive(ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now)
    {
        if (RtpPacket.TryParse(datagram, out var packet) && packet.PayloadType == PayloadType.Pcmu)
        {
            var samples = new short[packet.Payload.Length];
            _decoder.Decode(packet.Payload, samples);
            Heard.AddRange(samples);
        }
    }
}
