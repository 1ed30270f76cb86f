using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Sdp;
using Switchroom.Rtp.Srtp;
using Switchroom.Server.Network;

namespace Switchroom.Benchmarks.Phones;

/// <summary>A media worker on its thread with its sockets, and rooms of phone legs in it that a swarm's phones have answered.</summary>
internal sealed class ServedPhones : IDisposable
{
    private const int PacketsPerSecond = 50;
    private const int Voices = 15;

    private readonly WebRtcIdentity _identity = new(DateTimeOffset.UtcNow);
    private readonly MediaWorkerThread _worker;
    private readonly TaskCompletionSource<ThreadClock> _clock = new();
    private readonly Dictionary<string, string> _offers = [];
    private readonly Dictionary<(bool Talks, int Seed), byte[][]> _payloads = [];

    public ServedPhones(PhoneLoad load, PhoneSwarm swarm)
    {
        var ports = new PhonePorts(20_000, 29_999, new CryptographicRandom(), TimeProvider.System, TimeSpan.FromSeconds(1));
        var options = new MediaThreadOptions { Listen = IPAddress.Loopback, Tcp = false };
        _worker = new MediaWorkerThread(options, ports, _identity, new CryptographicRandom(), TimeProvider.System, NullLogger.Instance) { EventHandler = Take };
        _worker.Start();
        Phones = new SwarmPhone[load.Phones];
        for (var room = 0; room < load.Rooms; room++)
        {
            Must(new CreateRoom(new RoomConfig { RoomId = $"RM_{room}", Name = $"{room}", MaxParticipants = 0 }));
            for (var leg = 0; leg < load.Legs; leg++)
            {
                var number = (room * load.Legs) + leg;
                Phones[number] = Call(load, swarm.Address, $"RM_{room}", number, talks: leg < load.Talkers);
            }
        }

        Clock = _clock.Task.Result;
    }

    /// <summary>The far ends.</summary>
    public SwarmPhone[] Phones { get; }

    /// <summary>CPU time of the worker's thread.</summary>
    public ThreadClock Clock { get; }

    /// <summary>What the thread counted.</summary>
    public MediaThreadCounters Counters => _worker.Counters;

    public void Dispose()
    {
        _worker.Dispose();
        _identity.Dispose();
        Array.ForEach(Phones, phone => phone.Dispose());
    }

    private void Take(WorkerEvent happened)
    {
        _clock.TrySetResult(ThreadClock.OfCaller);
        if (happened is PhoneOffer offer)
        {
            _offers[offer.ParticipantId] = offer.Sdp;
        }
    }

    private SwarmPhone Call(PhoneLoad load, IPEndPoint from, string roomId, int number, bool talks)
    {
        var id = $"{number}";
        var sockets = _worker.OpenPhoneSocketsAsync(roomId).Result ?? throw new InvalidOperationException("no ports left");
        Must(new Join(roomId, id, new ParticipantProfile { Identity = id, Kind = ParticipantKind.Sip }));
        Must(new AddPhoneLeg(roomId, id, new PhoneLegOptions
        {
            Rtp = sockets.Rtp,
            Rtcp = sockets.Rtcp,
            Advertised = sockets.Advertised,
            AudioCodecs = [load.Format.Encoding],
            Encryption = load.Protection is null ? PhoneEncryption.None : PhoneEncryption.Required,
        }));
        var far = new AudioOfferAnswer(new AudioOptions(from)
        {
            Codecs = [load.Encoding],
            ComfortNoise = false,
            Srtp = SrtpPolicy.WhenOffered,
            SrtpProfiles = load.Protection is { } profile ? [profile] : [],
        }, new Random(number));
        if (!SessionDescription.TryParse(_offers[id], out var offer, out _) || !far.TryAnswer(offer!, out var answer, out _, out var refusal))
        {
            throw new InvalidOperationException("the offer cannot be answered");
        }

        Must(new PhoneAnswer(roomId, id, answer!.ToString()));
        Must(new PhoneEstablished(roomId, id));
        _offers.Remove(id);
        var agreement = far.Agreement!;
        var protection = agreement.SendKey is { } key ? new SrtpSession(key) : null;
        return new SwarmPhone(agreement.Remote!, agreement.Send.PayloadType, PayloadsOf(load, talks, number % Voices), agreement.Send.Codec.ClockRate / PacketsPerSecond, protection);
    }

    private byte[][] PayloadsOf(PhoneLoad load, bool talks, int seed) =>
        _payloads.TryGetValue((talks, seed), out var payloads) ? payloads : _payloads[(talks, seed)] = load.PayloadsOf(talks, seed);

    private void Must(WorkerCommand command)
    {
        var result = _worker.SendAsync(command).Result;
        if (!result.IsDone)
        {
            throw new InvalidOperationException($"{command.GetType().Name}: {result.Detail}");
        }
    }
}
