using System.Collections.Immutable;
using Switchroom.Rooms.Forwarding;
using Switchroom.Rooms.Membership;
using Switchroom.WebRtc;
using Switchroom.WebRtc.DataChannels;
using Switchroom.WebRtc.Media;
using Switchroom.WebRtc.Negotiation;

namespace Switchroom.Rooms.Worker;

/// <summary>
/// The media of one participant: the connection it publishes on, the one it subscribes on (or one for both), and what goes over them. It lives as long as the participant.
/// </summary>
internal sealed class ParticipantMedia(Participant participant, RoomHost room, WorkerContext context)
{
    private readonly Dictionary<ReceiveTrack, SourceTrack> _sources = [];
    private readonly Dictionary<string, Subscription> _subscriptions = [];
    private readonly HashSet<Peer> _trickled = [];
    private readonly ParticipantData _data = new();
    private readonly SectionRequests? _sections = participant.Profile.SingleConnection ? new SectionRequests() : null;
    private uint _offerId;
    private bool _wantsRestart;

    public Participant Participant { get; } = participant;

    public RoomHost Host => room;

    /// <summary>Whether it publishes and subscribes on one connection, which it always offers itself.</summary>
    public bool HasOneConnection => _sections is not null;

    public Peer? Publisher { get; private set; }

    public Peer? Subscriber { get; private set; }

    public IReadOnlyDictionary<string, Subscription> Subscriptions => _subscriptions;

    public IEnumerable<SourceTrack> Sources => _sources.Values;

    /// <summary>The publisher's wall clock against ours, from its sender reports.</summary>
    public PublisherClock Clock { get; } = new();

    /// <summary>What its connections lose.</summary>
    public ConnectionScore Score { get; } = new();

    /// <summary>True when every connection it has is up.</summary>
    public bool IsConnected =>
        Subscriber?.Connection.State == PeerState.Connected && Publisher?.Connection.State is null or PeerState.New or PeerState.Connected;

    /// <summary>Opens the connection we send on; where we offer it, with its data channels, so that there is something to offer at once.</summary>
    public void OpenSubscriber(TimeSpan now)
    {
        if (_sections is not null)
        {
            OpenPublisher(now);
            Subscriber = Publisher;
            return;
        }

        Subscriber = context.OpenPeer(PeerRole.Subscriber, this, now);
        _data.Open(Subscriber.Connection, now);
        Changed(Subscriber);
    }

    public CommandResult HandleOffer(PublisherOffer offer, TimeSpan now)
    {
        if (Publisher is null)
        {
            OpenPublisher(now);
        }

        var result = Publisher!.Connection.HandleOffer(offer.Sdp, now);
        if (result.Answer is not { } answer)
        {
            return CommandResult.Refused(CommandRefusal.BadDescription, $"offer: {result.Error}: {result.Detail}");
        }

        Settled(Publisher);
        room.Room.Tell(new PublisherAnswer(room.RoomId, Participant.Id, answer, offer.OfferId) { TracksByMid = TracksByMid(Publisher) });
        TellCandidates(Publisher);
        BindTracks(now);
        if (_sections is not null)
        {
            _sections.Offered(Publisher.Connection);
            FollowSubscriptions(Publisher.Connection);
        }

        return CommandResult.Done;
    }

    public CommandResult HandleAnswer(SubscriberAnswer answer, TimeSpan now)
    {
        if (Subscriber is null || !Subscriber.Connection.AwaitsAnswer)
        {
            return CommandResult.Refused(CommandRefusal.WrongState, "no offer waits for an answer");
        }

        if (answer.OfferId != 0 && answer.OfferId != _offerId)
        {
            return CommandResult.Refused(CommandRefusal.WrongState, $"the answer is for offer {answer.OfferId}, the last one is {_offerId}");
        }

        var result = Subscriber.Connection.HandleAnswer(answer.Sdp, now);
        if (result.Error != NegotiationError.None)
        {
            return CommandResult.Refused(CommandRefusal.BadDescription, $"answer: {result.Error}: {result.Detail}");
        }

        Settled(Subscriber);
        FollowSubscriptions(Subscriber.Connection);
        return CommandResult.Done;
    }

    /// <summary>Finds the announced tracks in what the publisher's last offer sends, and those that are gone from it.</summary>
    public void BindTracks(TimeSpan now)
    {
        if (Publisher is null)
        {
            return;
        }

        foreach (var receive in Publisher.Connection.ReceiveTracks)
        {
            if (!_sources.ContainsKey(receive) && receive.IsActive && FindAnnounced(receive) is { } published)
            {
                var source = _sources[receive] = new SourceTrack(published, Publisher, receive);
                room.AddSource(source, now);
                var mimeType = receive.Codecs.Count > 0 ? receive.Codecs[0].Codec.MimeType : "";
                room.Room.TrackNegotiated(published, mimeType, receive.Mid, receive.Rids.Count > 1);
            }
        }

        foreach (var source in _sources.Where(pair => !pair.Key.IsActive).Select(pair => pair.Value).ToList())
        {
            room.Room.TrackEnded(source.Published);
        }
    }

    /// <summary>The track is unpublished: its media is no longer taken.</summary>
    public void RemoveSource(SourceTrack source)
    {
        if (source.Receive is { } receive)
        {
            _sources.Remove(receive);
        }
    }

    public void Subscribe(SourceTrack source, TimeSpan now)
    {
        if (Subscriber is null)
        {
            return;
        }

        var publisherId = source.Published.Publisher.Id;
        var send = Subscriber.Connection.AddTrack(
            source.Kind,
            $"{ParticipantWireId.Prefix}{publisherId}|{source.Published.TrackId}",
            source.Published.TrackId,
            source.Codecs);
        var subscription = new Subscription(source, Subscriber, send);
        _subscriptions[source.Published.TrackId] = subscription;
        source.Add(subscription);
        Changed(Subscriber);
    }

    public void Unsubscribe(string trackId)
    {
        if (_subscriptions.Remove(trackId, out var subscription) && Subscriber is not null)
        {
            subscription.Source.Remove(subscription);
            Subscriber.Connection.RemoveTrack(subscription.Send);
            Changed(Subscriber);
        }
    }

    /// <summary>Makes the next offer when something changed and none is in flight, or has the client make it; all that changed meanwhile goes into one.</summary>
    public bool MakeOffer(TimeSpan now)
    {
        if (Subscriber is not { IsRetired: false } subscriber || !(_wantsRestart || subscriber.Connection.NegotiationNeeded))
        {
            return false;
        }

        if (_sections is not null)
        {
            return AskForOffer(_sections, subscriber.Connection);
        }

        var sdp = subscriber.Connection.CreateOffer(_wantsRestart, now);
        _wantsRestart = false;
        Settled(subscriber);
        room.Room.Tell(new SubscriberOffer(room.RoomId, Participant.Id, sdp, ++_offerId) { TracksByMid = TracksByMid(subscriber) });
        TellCandidates(subscriber);
        return true;
    }

    /// <summary>
    /// The client lost its signalling and perhaps our last offer: it gets a new one, with new ICE credentials. One that offers itself restarts ICE itself, but may
    /// not have got our last request.
    /// </summary>
    public void Resume()
    {
        _wantsRestart = Subscriber is not null && _sections is null;
        _sections?.Forget();
    }

    /// <summary>Sends a packet; where the channel is not open yet, a reliable one waits for it.</summary>
    public void SendData(ReadOnlyMemory<byte> payload, bool reliable, TimeSpan now)
    {
        if (Subscriber is { IsRetired: false } subscriber)
        {
            _data.Send(payload, reliable, subscriber.Connection, now);
            Touch(subscriber);
        }
    }

    /// <summary>A data channel is open: where the client has one connection only, those that it opened are ours too.</summary>
    public void Opened(Peer peer, DataChannel channel, TimeSpan now)
    {
        if (peer == Subscriber)
        {
            _data.Opened(channel, peer.Connection, now);
            Touch(peer);
        }
    }

    /// <summary>Something waits to be sent on a connection.</summary>
    public void Touch(Peer peer) => context.Touch(peer);

    public void CountForwarded() => context.Counters.PacketsForwarded++;

    /// <summary>An exception while it was served together with others.</summary>
    public void Blame(Exception fault) => context.Faults.Enqueue(new Fault(room, Participant.Id, fault));

    public void Close(TimeSpan now)
    {
        try
        {
            foreach (var trackId in _subscriptions.Keys.ToList())
            {
                Unsubscribe(trackId);
            }
        }
        finally
        {
            foreach (var peer in new[] { Publisher, Subscriber })
            {
                if (peer is not null)
                {
                    context.Close(peer, now);
                }
            }
        }
    }

    private void OpenPublisher(TimeSpan now)
    {
        Publisher = context.OpenPeer(PeerRole.Publisher, this, now);
        Publisher.Connection.RtpReceived = OnRtp;
        Publisher.Connection.PreferredCodec = CodecAskedFor;
    }

    private bool AskForOffer(SectionRequests sections, PeerConnection connection)
    {
        if (sections.TryAsk(connection, out var audios, out var videos))
        {
            room.Room.Tell(new MediaSectionsWanted(room.RoomId, Participant.Id, audios, videos));
            return true;
        }

        return false;
    }

    /// <summary>An exchange is done: payload types may be others, and what was offered and not taken is not decodable.</summary>
    private void FollowSubscriptions(PeerConnection connection)
    {
        foreach (var (trackId, subscription) in _subscriptions.ToList())
        {
            subscription.Renegotiated();
            if (subscription.Send.Mid is not null && !subscription.Send.IsActive && !connection.NegotiationNeeded)
            {
                room.Room.TrackUndecodable(Participant, trackId);
            }
        }
    }

    private static ImmutableDictionary<string, string> TracksByMid(Peer peer) =>
        peer.Connection.SendTracks.Where(track => track.Mid is not null).ToImmutableDictionary(track => track.Mid!, track => track.TrackId);

    private void Settled(Peer peer)
    {
        context.Routing.NameOf(peer);
        Changed(peer);
    }

    /// <summary>Once for each connection: the descriptions carry them too, but some clients only look at candidates that are trickled.</summary>
    private void TellCandidates(Peer peer)
    {
        if (_trickled.Add(peer))
        {
            foreach (var line in context.CandidateLines)
            {
                room.Room.Tell(new LocalCandidate(room.RoomId, Participant.Id, peer.Role, line));
            }
        }
    }

    private void Changed(Peer peer)
    {
        context.Touch(peer);
        room.NoteChange(this);
    }

    private void OnRtp(PeerConnection connection, in RtpArrival packet)
    {
        context.Counters.PacketsReceived++;
        var layer = (SourceLayer?)packet.Stream.Tag;
        if (layer is null)
        {
            if (!_sources.TryGetValue(packet.Stream.Track, out var source))
            {
                return;
            }

            packet.Stream.Tag = layer = source.Bind(packet.Stream);
        }

        if (packet.AudioLevel >= 0 && !layer.Track.Published.Snapshot.Muted)
        {
            room.Room.HeardLevel(Participant, (byte)packet.AudioLevel, packet.ArrivedAt);
        }

        layer.Track.Forward(SourcePacket.Of(layer, packet));
    }

    /// <summary>Clients leave the choice of the codec that they announced to our answer.</summary>
    private string? CodecAskedFor(ReceiveTrack receive)
    {
        var published = _sources.TryGetValue(receive, out var source) && source.Published.IsCalled(receive.TrackId) ? source.Published : FindAnnounced(receive);
        return published is { Snapshot.Request.Codecs: [var first, ..] } ? first.MimeType : null;
    }

    private PublishedTrack? FindAnnounced(ReceiveTrack receive)
    {
        var unbound = Participant.Tracks.Where(track => _sources.Values.All(source => source.Published != track)).ToList();
        var kind = receive.Kind == WebRtc.Media.TrackKind.Audio ? Membership.TrackKind.Audio : Membership.TrackKind.Video;

        // Browsers that make up track ids of their own for the msid are matched by kind.
        return unbound.Find(track => track.IsCalled(receive.TrackId)) ?? unbound.Find(track => track.Snapshot.Kind == kind);
    }
}
