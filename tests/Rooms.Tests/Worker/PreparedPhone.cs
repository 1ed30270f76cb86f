using System.Net;
using Switchroom.Media.Codecs;
using Switchroom.Media.Tones;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Sdp;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rooms.Tests.Worker;

/// <summary>A phone whose packets were encoded beforehand: what a worker does with them can be measured alone.</summary>
internal sealed class PreparedPhone : IDisposable
{
    private const int Frames = 50;
    private readonly byte[][] _payloads = new byte[Frames][];
    private readonly byte[] _buffer = new byte[2048];
    private readonly AudioAgreement _agreement;
    private readonly SrtpSession? _protection;
    private readonly SocketId _socket;
    private readonly IPEndPoint _address;
    private ushort _sequence;

    /// <param name="worker">The worker that calls it.</param>
    /// <param name="roomId">The room it is called into.</param>
    /// <param name="number">Its number.</param>
    /// <param name="codec">The codec offered to it.</param>
    /// <param name="profile">How RTP is protected; null not at all.</param>
    public PreparedPhone(MediaWorker worker, string roomId, int number, AudioCodec codec, SrtpProfile? profile)
    {
        var id = $"{roomId}-{number}";
        _address = new IPEndPoint(new IPAddress([10, 3, (byte)(number / 250), (byte)(1 + (number % 250))]), 4000);
        _socket = new SocketId(1000 + (2 * number));
        Must(worker, new Join(roomId, id, new ParticipantProfile { Identity = id, Kind = ParticipantKind.Sip }));
        var offer = (PhoneOffer)Must(worker, new AddPhoneLeg(roomId, id, new PhoneLegOptions
        {
            Rtp = _socket,
            Rtcp = new SocketId(_socket.Value + 1),
            Advertised = new IPEndPoint(IPAddress.Loopback, 10_000 + (2 * number)),
            AudioCodecs = [codec.EncodingName.ToUpperInvariant()],
            Encryption = profile is null ? PhoneEncryption.None : PhoneEncryption.Required,
            QualityInterval = TimeSpan.Zero,
        })).Single(happened => happened is PhoneOffer);
        var far = new AudioOfferAnswer(new AudioOptions(_address) { Srtp = SrtpPolicy.WhenOffered, SrtpProfiles = profile is { } only ? [only] : [] }, new Random(number));
        Assert.True(SessionDescription.TryParse(offer.Sdp, out var description, out _));
        Assert.True(far.TryAnswer(description!, out var answer, out _, out var refusal), refusal.ToString());
        Must(worker, new PhoneAnswer(roomId, id, answer!.ToString()));
        Must(worker, new PhoneEstablished(roomId, id));
        _agreement = far.Agreement!;
        _protection = _agreement.SendKey is { } key ? new SrtpSession(key) : null;
        Encode(codec, 400 + (50 * number));
    }

    /// <summary>Sends its next packet to the worker.</summary>
    /// <returns>Bytes that the worker allocated over it.</returns>
    public long Send(MediaWorker worker, TimeSpan now)
    {
        var payload = _payloads[_sequence % Frames];
        var timestamp = _sequence * (uint)(_agreement.Send.Codec.ClockRate / 50);
        var length = new RtpHeader(_agreement.Send.PayloadType, _sequence++, timestamp, new Ssrc(77)).Write(_buffer) + payload.Length;
        payload.CopyTo(_buffer, RtpPacket.FixedHeaderLength);
        Assert.True(_protection is null || _protection.TryProtect(_buffer, length, out length));
        var before = GC.GetAllocatedBytesForCurrentThread();
        worker.HandleDatagram(_socket, _buffer.AsSpan(0, length), _address, now);
        while (worker.TryTakeDatagram(out _))
        {
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public void Dispose() => _protection?.Dispose();

    private static List<WorkerEvent> Must(MediaWorker worker, WorkerCommand command)
    {
        Assert.Equal(CommandResult.Done, worker.Handle(command, TimeSpan.Zero));
        while (worker.TryTakeDatagram(out _))
        {
        }

        var events = new List<WorkerEvent>();
        while (worker.TryTakeEvent(out var happened))
        {
            events.Add(happened);
        }

        return events;
    }

    private void Encode(AudioCodec codec, double frequency)
    {
        using var encoder = codec.CreateEncoder(codec.SampleRate);
        var tone = new ToneGenerator(codec.SampleRate);
        tone.Set(frequency, 0, -15);
        var samples = new short[codec.SampleRate / 50];
        for (var i = 0; i < Frames; i++)
        {
            tone.Fill(samples);
            var length = encoder.Encode(samples, _buffer);
            _payloads[i] = _buffer[..length];
        }
    }
}
