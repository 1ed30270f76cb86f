using Google.Protobuf;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Events;

/// <summary>
/// Tells clients what happens in their rooms. Runs on the workers' threads, in the order of events: it encodes a message once for all
/// who get it and queues it on their connections, and never waits.
/// </summary>
internal sealed class EventRouter : IDisposable
{
    private readonly SignalParticipants _participants;
    private readonly ParticipantEvents _people;
    private readonly TrackEvents _tracks;
    private readonly NegotiationEvents _negotiation;
    private readonly RoomEvents _room;
    private readonly IDisposable _subscription;

    public EventRouter(SignalParticipants participants, JoinResponses joinResponses, RoomDirectory rooms)
    {
        _participants = participants;
        _people = new ParticipantEvents(this, participants, joinResponses, rooms);
        _tracks = new TrackEvents(this, participants);
        _negotiation = new NegotiationEvents(participants);
        _room = new RoomEvents(this, rooms);
        _subscription = rooms.Subscribe(Handle);
    }

    public void Dispose() => _subscription.Dispose();

    /// <summary>Queues a message for everybody in a room but one.</summary>
    public void Broadcast(string roomId, SignalResponse message, string? except = null)
    {
        byte[]? encoded = null;
        foreach (SignalParticipant member in _participants.InRoom(roomId))
        {
            if (member.ParticipantId != except && member.Connection is not null)
            {
                member.Send(encoded ??= message.ToByteArray());
            }
        }
    }

    private void Handle(WorkerEvent happened)
    {
        switch (happened)
        {
            case ParticipantJoined joined: _people.Joined(joined); break;
            case ParticipantUpdated updated: _people.Updated(updated); break;
            case ParticipantLeft left: _people.Left(left); break;
            case DataReceived data: _people.Data(data); break;
            case TrackAccepted accepted: _tracks.Accepted(accepted); break;
            case TrackPublished published: _tracks.Published(published); break;
            case TrackUpdated updated: _tracks.Updated(updated); break;
            case TrackUnpublished unpublished: _tracks.Unpublished(unpublished); break;
            case TrackMuted muted: _tracks.Muted(muted); break;
            case Rooms.Worker.TrackSubscribed subscribed: _tracks.Subscribed(subscribed); break;
            case TrackUnsubscribed unsubscribed: _tracks.Unsubscribed(unsubscribed); break;
            case SubscriptionPermissionChanged permission: _tracks.Permission(permission); break;
            case StreamStateChanged stream: _tracks.StreamState(stream); break;
            case SubscribedQualityChanged quality: _tracks.Quality(quality); break;
            case PublisherAnswer answer: _negotiation.Answer(answer); break;
            case SubscriberOffer offer: _negotiation.Offer(offer); break;
            case MediaSectionsWanted sections: _negotiation.Sections(sections); break;
            case LocalCandidate candidate: _negotiation.Candidate(candidate); break;
            case PeerFailed failed: _negotiation.Failed(failed); break;
            case RoomUpdated room: _room.Updated(room); break;
            case Rooms.Worker.SpeakersChanged speakers: _room.Speakers(speakers); break;
            case ConnectionQualityChanged quality: _room.Quality(quality); break;
            default: break;
        }
    }
}
