using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Signalling.Translation;
using Wire = Switchroom.Server.Signalling.Protocol;
using ParticipantInfo = Switchroom.Server.Signalling.Translation.ParticipantInfo;

namespace Switchroom.Server.Signalling.Events;

/// <summary>Tracks and subscriptions.</summary>
internal sealed class TrackEvents(EventRouter router, SignalParticipants participants)
{
    public void Accepted(TrackAccepted accepted) => participants.Find(accepted.ParticipantId)?.Send(new Wire.SignalResponse
    {
        TrackPublished = new Wire.TrackPublishedResponse { Cid = accepted.Track.Request.Cid, Track = TrackInfo.Of(accepted.Track) },
    });

    public void Published(TrackPublished published) => TellOthers(published.RoomId, published.Publisher);

    public void Updated(TrackUpdated updated) => TellOthers(updated.RoomId, updated.Publisher);

    public void Unpublished(TrackUnpublished unpublished)
    {
        TellOthers(unpublished.RoomId, unpublished.Publisher);
        if (participants.Find(unpublished.ParticipantId) is { } publisher)
        {
            publisher.SubscribedTracks.Remove(unpublished.Track.TrackId);
            publisher.Send(new Wire.SignalResponse { TrackUnpublished = new Wire.TrackUnpublishedResponse { TrackSid = unpublished.Track.TrackId } });
        }
    }

    public void Muted(TrackMuted muted)
    {
        TellOthers(muted.RoomId, muted.Publisher);
        if (muted.ByServer)
        {
            participants.Find(muted.ParticipantId)?.Send(new Wire.SignalResponse
            {
                Mute = new Wire.MuteTrackRequest { Sid = muted.Track.TrackId, Muted = muted.Track.Muted },
            });
        }
    }

    /// <summary>The publisher learns that somebody gets its track, once for each track.</summary>
    public void Subscribed(TrackSubscribed subscribed)
    {
        if (participants.Find(subscribed.PublisherId) is { } publisher && publisher.SubscribedTracks.Add(subscribed.TrackId))
        {
            publisher.Send(new Wire.SignalResponse { TrackSubscribed = new Wire.TrackSubscribed { TrackSid = subscribed.TrackId } });
        }
    }

    public void Unsubscribed(TrackUnsubscribed unsubscribed)
    {
        if (unsubscribed.Reason == UnsubscribeReason.CodecUnsupported)
        {
            participants.Find(unsubscribed.ParticipantId)?.Send(new Wire.SignalResponse
            {
                SubscriptionResponse = new Wire.SubscriptionResponse
                {
                    TrackSid = unsubscribed.TrackId,
                    Err = Wire.SubscriptionError.CodecUnsupported,
                },
            });
        }
    }

    public void Permission(SubscriptionPermissionChanged changed) => participants.Find(changed.ParticipantId)?.Send(new Wire.SignalResponse
    {
        SubscriptionPermissionUpdate = new Wire.SubscriptionPermissionUpdate
        {
            ParticipantSid = ParticipantSid.FromId(changed.PublisherId),
            TrackSid = changed.TrackId,
            Allowed = changed.Allowed,
        },
    });

    public void StreamState(StreamStateChanged changed)
    {
        Wire.StreamStateUpdate update = new();
        update.StreamStates.Add(changed.Changes.Select(change => new Wire.StreamStateInfo
        {
            ParticipantSid = ParticipantSid.FromId(change.PublisherId),
            TrackSid = change.TrackId,
            State = change.Paused ? Wire.StreamState.Paused : Wire.StreamState.Active,
        }));
        participants.Find(changed.ParticipantId)?.Send(new Wire.SignalResponse { StreamStateUpdate = update });
    }

    /// <summary>Dynacast: the older list of layers is that of the first codec.</summary>
    public void Quality(SubscribedQualityChanged changed)
    {
        Wire.SubscribedQualityUpdate update = new() { TrackSid = changed.TrackId };
        foreach (CodecDemand demand in changed.Codecs)
        {
            Wire.SubscribedCodec codec = new() { Codec = CodecName(demand.MimeType) };
            codec.Qualities.Add(QualitiesUpTo(demand.Highest));
            update.SubscribedCodecs.Add(codec);
        }

        if (update.SubscribedCodecs.Count > 0)
        {
            update.SubscribedQualities.Add(update.SubscribedCodecs[0].Qualities);
        }

        participants.Find(changed.ParticipantId)?.Send(new Wire.SignalResponse { SubscribedQualityUpdate = update });
    }

    private static IEnumerable<Wire.SubscribedQuality> QualitiesUpTo(VideoQuality highest) =>
        new[] { VideoQuality.Low, VideoQuality.Medium, VideoQuality.High }.Select(quality => new Wire.SubscribedQuality
        {
            Quality = (Wire.VideoQuality)(int)quality,
            Enabled = highest != VideoQuality.Off && quality <= highest,
        });

    /// <summary>Clients compare with their own short names: <c>vp8</c>, <c>h264</c>.</summary>
    private static string CodecName(string mimeType) => mimeType[(mimeType.IndexOf('/') + 1)..].ToLowerInvariant();

    /// <summary>A publisher knows its own tracks best; what is told here would only race with what it does.</summary>
    private void TellOthers(string roomId, ParticipantSnapshot publisher)
    {
        if (!publisher.Permissions.Hidden)
        {
            Wire.ParticipantUpdate update = new() { Participants = { ParticipantInfo.Of(publisher) } };
            router.Broadcast(roomId, new Wire.SignalResponse { Update = update }, except: publisher.ParticipantId);
        }
    }
}
