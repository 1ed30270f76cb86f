using System.Text;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.TestKit.Peers;
using Switchroom.WebRtc.Dtls;

namespace Switchroom.Benchmarks.Forwarding;

/// <summary>A browser in a room of a running worker, over real sockets: it connects as browsers do and reports what arrives.</summary>
internal sealed class LoopbackClient : IDisposable
{
    private readonly LoopbackRooms _rooms;
    private readonly string _roomId;
    private readonly IReadOnlyList<TestMedia> _media;
    private ushort _transportSequence;

    public LoopbackClient(LoopbackRooms rooms, string roomId, string id, DtlsContext context, IReadOnlyList<TestMedia> media)
    {
        (_rooms, _roomId, Id, _media) = (rooms, roomId, id, media);
        Subscriber = Peer(context, 1);
        Publisher = media.Count > 0 ? Peer(context, 2) : null;
    }

    public string Id { get; }

    public TestPeer Subscriber { get; }

    public TestPeer? Publisher { get; }

    /// <summary>Our offers answered so far.</summary>
    public int Answers { get; private set; }

    public bool IsConnected => Subscriber.Connected && Publisher?.Connected != false;

    /// <summary>Joins, and offers what it publishes.</summary>
    public void Join()
    {
        _rooms.Post(new Join(_roomId, Id, new ParticipantProfile { Identity = Id }));
        foreach (var item in _media)
        {
            var isAudio = item.Kind == "audio";
            _rooms.Post(new AddTrackRequest(_roomId, Id, new TrackRequest
            {
                Cid = $"track-{item.Mid}",
                Kind = isAudio ? TrackKind.Audio : TrackKind.Video,
                Source = isAudio ? TrackSource.Microphone : TrackSource.Camera,
            }));
        }

        if (Publisher is not null)
        {
            _rooms.Post(new PublisherOffer(_roomId, Id, Publisher.CreateOffer(_media)));
        }
    }

    /// <summary>What the worker told this client.</summary>
    public void Take(ParticipantEvent happened, TimeSpan now)
    {
        switch (happened)
        {
            case PublisherAnswer answer:
                Publisher!.HandleAnswer(answer.Sdp, now);
                break;
            case SubscriberOffer offer:
                Answers++;
                _rooms.Post(new SubscriberAnswer(_roomId, Id, Subscriber.HandleOffer(offer.Sdp, now), offer.OfferId));
                break;
        }
    }

    /// <summary>Sends one packet of a track, as a browser writes it.</summary>
    public void Send(TestMedia media, ushort sequence, uint timestamp, ReadOnlySpan<byte> payload, bool marker)
    {
        Span<byte> buffer = stackalloc byte[1500];
        var length = Write(buffer, media, sequence, timestamp, _transportSequence++, payload, marker);
        Publisher!.SendRtp(buffer[..length], _rooms.Network.Now);
    }

    /// <summary>Writes a packet with the extensions that browsers send.</summary>
    public static int Write(
        Span<byte> buffer, TestMedia media, ushort sequence, uint timestamp, ushort transportSequence, ReadOnlySpan<byte> payload, bool marker)
    {
        var isAudio = media.Kind == "audio";
        var writer = new RtpWriter(buffer, new RtpHeader(new PayloadType((byte)(isAudio ? 111 : 96)), sequence, timestamp, new Ssrc(media.Ssrc), marker));
        writer.TryAddExtension(3, [(byte)(transportSequence >> 8), (byte)transportSequence]);
        writer.TryAddExtension(4, Encoding.ASCII.GetBytes(media.Mid));
        if (isAudio)
        {
            writer.TryAddExtension(1, [0x80 | 30]);
        }

        writer.TryWritePayload(payload);
        return writer.Length;
    }

    public void Dispose()
    {
        Subscriber.Dispose();
        Publisher?.Dispose();
    }

    private TestPeer Peer(DtlsContext context, int number)
    {
        var address = _rooms.Network.Open();
        var peer = new TestPeer(_rooms.Network.Virtual, context, address, _rooms.Server, (address.Port * 2) + number) { ReportsArrivals = true, OnRtp = (_, _) => { } };
        _rooms.Network.Add(peer);
        return peer;
    }
}
