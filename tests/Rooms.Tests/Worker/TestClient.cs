using System.Net;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.TestKit.Peers;
using Switchroom.WebRtc;
using Switchroom.WebRtc.Dtls;

namespace Switchroom.Rooms.Tests.Worker;

/// <summary>A browser in the room: answers the worker's offers, publishes, and keeps what it receives.</summary>
internal sealed class TestClient : IDisposable
{
    private readonly WorkerUnderTest _test;
    private readonly List<TestMedia> _media = [];

    public TestClient(WorkerUnderTest test, string id, DtlsContext context, IPAddress address, IPEndPoint server, int seed)
    {
        _test = test;
        Id = id;
        Subscriber = new TestPeer(test.Simulation.Network, context, new IPEndPoint(address, 1000), server, seed);
        Publisher = new TestPeer(test.Simulation.Network, context, new IPEndPoint(address, 2000), server, seed + 5000);
    }

    public string Id { get; }

    public TestPeer Subscriber { get; }

    public TestPeer Publisher { get; }

    /// <summary>Our offers that it got.</summary>
    public List<string> Offers { get; } = [];

    /// <summary>False leaves our offers unanswered.</summary>
    public bool Answers { get; set; } = true;

    /// <summary>What it was asked to add to its offers: sections for sound and for pictures.</summary>
    public List<(int Audios, int Videos)> Requests { get; } = [];

    /// <summary>Whether it has one connection, <see cref="Publisher"/>, which it always offers.</summary>
    public bool HasOneConnection { get; init; }

    /// <summary>Whether its one connection has data channels: their section follows the media's, which then can be no more.</summary>
    public bool OffersData { get; set; }

    public bool IsConnected => HasOneConnection ? Publisher.Connected : Subscriber.Connected && (_media.Count == 0 || Publisher.Connected);

    /// <summary>Which of our tracks is on which of its sections, as last told.</summary>
    public IReadOnlyDictionary<string, string> TracksByMid { get; private set; } = new Dictionary<string, string>();

    public IEnumerable<byte[]> DataReceived => (HasOneConnection ? Publisher : Subscriber).DataEvents.OfType<DataMessageReceived>().Select(message => message.Payload);

    /// <summary>Announces and offers tracks; returns their ids in order.</summary>
    public string[] Publish(params TestMedia[] media)
    {
        var ids = new List<string>();
        foreach (var item in media)
        {
            var isAudio = item.Kind == "audio";
            _test.Must(new AddTrackRequest(WorkerUnderTest.RoomId, Id, new TrackRequest
            {
                Cid = $"track-{item.Mid}",
                Kind = isAudio ? TrackKind.Audio : TrackKind.Video,
                Source = isAudio ? TrackSource.Microphone : TrackSource.Camera,
                Layers = [.. item.Rids.Select((_, rank) => new VideoLayer((VideoQuality)rank, 320 << rank, 180 << rank, 0))],
            }));
            ids.Add(_test.Of<TrackAccepted>().Last().Track.TrackId);
        }

        _media.AddRange(media);
        Offer();
        return [.. ids];
    }

    public void Offer() => _test.Must(NextOffer());

    /// <summary>Offers sections to receive on.</summary>
    public void OfferSections(int audios, int videos)
    {
        AddSections(audios, videos);
        Offer();
    }

    /// <summary>Sends one packet of what it publishes.</summary>
    public void Send(TestMedia media, ushort sequence, uint timestamp, ReadOnlySpan<byte> payload, int rank = 0, byte? level = null, byte? payloadType = null, bool marker = true)
    {
        Span<byte> buffer = stackalloc byte[1500];
        var type = new PayloadType(payloadType ?? (byte)(media.Kind == "audio" ? 111 : 96));
        var writer = new RtpWriter(buffer, new RtpHeader(type, sequence, timestamp, new Ssrc(media.Ssrc + (uint)(10 * rank)), marker));
        writer.TryAddExtension(4, System.Text.Encoding.ASCII.GetBytes(media.Mid));
        if (media.Rids.Count > 0)
        {
            writer.TryAddExtension(10, System.Text.Encoding.ASCII.GetBytes(media.Rids[rank]));
        }

        if (level is { } loudness)
        {
            writer.TryAddExtension(1, [(byte)(0x80 | loudness)]);
        }

        writer.TryWritePayload(payload);
        Publisher.SendRtp(buffer[..writer.Length], _test.Now);
    }

    /// <summary>What the worker told this client.</summary>
    public void Take(ParticipantEvent happened, TimeSpan now)
    {
        switch (happened)
        {
            case PublisherAnswer answer:
                Publisher.HandleAnswer(answer.Sdp, now);
                TracksByMid = answer.TracksByMid;
                break;
            case MediaSectionsWanted wanted:
                Requests.Add((wanted.Audios, wanted.Videos));
                if (Answers)
                {
                    AddSections(wanted.Audios, wanted.Videos);
                    _test.Simulation.At(now, () => _test.Worker.Handle(NextOffer(), _test.Now));
                }

                break;
            case SubscriberOffer offer:
                Offers.Add(offer.Sdp);
                if (Answers)
                {
                    // A client is never faster than the command that caused the offer.
                    _test.Simulation.At(now, () => Answer(offer));
                }

                break;
        }
    }

    public void Dispose()
    {
        Subscriber.Dispose();
        Publisher.Dispose();
    }

    private PublisherOffer NextOffer() => new(WorkerUnderTest.RoomId, Id, Publisher.CreateOffer(_media, withData: !HasOneConnection || OffersData));

    private void AddSections(int audios, int videos)
    {
        for (var i = 0; i < audios + videos; i++)
        {
            _media.Add(new TestMedia($"r{_media.Count}", i < audios ? "audio" : "video", 0, "recvonly"));
        }
    }

    private void Answer(SubscriberOffer offer) =>
        _test.Worker.Handle(new SubscriberAnswer(WorkerUnderTest.RoomId, Id, Subscriber.HandleOffer(offer.Sdp, _test.Now), offer.OfferId), _test.Now);
}
