using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Membership;

/// <summary>Who gets which track: wishes, permissions and publishers' rules, evaluated whenever one of them changes.</summary>
internal sealed class Subscribing(RoomBook book)
{
    /// <summary>Whether permissions and rules let a subscriber receive a track; what it wishes is another matter.</summary>
    public static bool IsAllowed(Participant subscriber, PublishedTrack track)
    {
        var publisher = track.Publisher.Snapshot;
        return subscriber != track.Publisher
            && publisher.IsVisibleTo(subscriber.Id)
            && (subscriber.Permissions.CanReceive.From(publisher.ParticipantId, publisher.UserId) & track.MediaKind) != 0
            && track.Publisher.Rules.Allow(subscriber.Snapshot, track.TrackId);
    }

    public CommandResult Update(Participant subscriber, UpdateSubscription command)
    {
        if (command.TrackIds.Length > book.Config.MaxTracksPerCommand)
        {
            return CommandResult.Refused(CommandRefusal.LimitReached, $"at most {book.Config.MaxTracksPerCommand} tracks in one command");
        }

        foreach (var trackId in command.TrackIds)
        {
            if (!subscriber.Subscriptions.TryWish(trackId, command.Subscribe))
            {
                return CommandResult.Refused(CommandRefusal.LimitReached, $"at most {Subscriptions.MaxWishes} tracks asked for by name");
            }

            if (FindTrack(trackId) is { IsPublished: true } track)
            {
                Evaluate(subscriber, track);
            }
        }

        return CommandResult.Done;
    }

    public CommandResult SetRules(Participant publisher, SetSubscriptionPermission command)
    {
        if (command.Rules.Length > book.Config.MaxTracksPerCommand)
        {
            return CommandResult.Refused(CommandRefusal.LimitReached, $"at most {book.Config.MaxTracksPerCommand} rules");
        }

        publisher.Rules = command.Everybody ? SubscriberRules.Everybody : new SubscriberRules(false, command.Rules);
        EvaluatePublisher(publisher);
        return CommandResult.Done;
    }

    /// <summary>Everything one subscriber could get.</summary>
    public void EvaluateSubscriber(Participant subscriber)
    {
        foreach (var publisher in book.Participants)
        {
            foreach (var track in publisher.Tracks)
            {
                Evaluate(subscriber, track);
            }
        }
    }

    /// <summary>Everything one publisher offers.</summary>
    public void EvaluatePublisher(Participant publisher)
    {
        foreach (var track in publisher.Tracks)
        {
            EvaluateTrack(track);
        }
    }

    public void EvaluateTrack(PublishedTrack track)
    {
        foreach (var subscriber in book.Participants)
        {
            Evaluate(subscriber, track);
        }
    }

    /// <summary>A track is gone: nobody gets it any more.</summary>
    public void Remove(PublishedTrack track)
    {
        foreach (var subscriber in book.Participants)
        {
            if (subscriber.Subscriptions.Stop(track.TrackId))
            {
                Tell(subscriber, track, UnsubscribeReason.Unpublished);
            }

            subscriber.Subscriptions.Forget(track.TrackId);
        }
    }

    /// <summary>A participant goes: what it published ends, and so does what it received.</summary>
    public void RemoveTracksOf(Participant publisher)
    {
        foreach (var track in publisher.Tracks.ToList())
        {
            Remove(track);
        }

        foreach (var trackId in publisher.Subscriptions.Active.Keys.ToList())
        {
            publisher.Subscriptions.Stop(trackId);
            book.Tell(new TrackUnsubscribed(book.RoomId, publisher.Id, trackId, UnsubscribeReason.Requested));
        }
    }

    /// <summary>The subscriber's client cannot decode the track.</summary>
    public void DropUndecodable(Participant subscriber, string trackId)
    {
        if (subscriber.Subscriptions.Active.TryGetValue(trackId, out var track) && subscriber.Subscriptions.TryWish(trackId, false))
        {
            subscriber.Subscriptions.Stop(trackId);
            Tell(subscriber, track, UnsubscribeReason.CodecUnsupported);
        }
    }

    public PublishedTrack? FindTrack(string trackId)
    {
        foreach (var publisher in book.Participants)
        {
            if (publisher.FindTrack(trackId) is { } track)
            {
                return track;
            }
        }

        return null;
    }

    private void Evaluate(Participant subscriber, PublishedTrack track)
    {
        if (subscriber == track.Publisher || subscriber.HearsMix || !track.IsPublished)
        {
            return;
        }

        var subscriptions = subscriber.Subscriptions;
        var isWanted = subscriptions.WishFor(track.TrackId) ?? subscriber.Profile.AutoSubscribe;
        var isAllowed = IsAllowed(subscriber, track);
        var isActive = subscriptions.Active.ContainsKey(track.TrackId);
        if (isWanted && subscriptions.NoteAllowed(track.TrackId, isAllowed))
        {
            book.Tell(new SubscriptionPermissionChanged(book.RoomId, subscriber.Id, track.Publisher.Id, track.TrackId, isAllowed));
        }

        if (isWanted && isAllowed && !isActive)
        {
            subscriptions.Start(track);
            book.Tell(new TrackSubscribed(book.RoomId, subscriber.Id, track.Publisher.Id, track.TrackId));
        }
        else if (isActive && !(isWanted && isAllowed))
        {
            subscriptions.Stop(track.TrackId);
            Tell(subscriber, track, isAllowed ? UnsubscribeReason.Requested : UnsubscribeReason.NotAllowed);
        }
    }

    private void Tell(Participant subscriber, PublishedTrack track, UnsubscribeReason reason) =>
        book.Tell(new TrackUnsubscribed(book.RoomId, subscriber.Id, track.TrackId, reason));
}
