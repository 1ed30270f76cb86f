using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Membership;

/// <summary>Tracks from their announcement to their end.</summary>
internal sealed class Publishing(RoomBook book, Subscribing subscribing, Random random)
{
    private const string IdAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    public CommandResult Announce(Participant publisher, TrackRequest request)
    {
        if ((publisher.Permissions.CanSend & request.MediaKind) == 0)
        {
            return CommandResult.Refused(CommandRefusal.NotAllowed, $"may not publish {request.MediaKind}");
        }

        if (publisher.Tracks.Count >= book.Config.MaxTracksPerParticipant)
        {
            return CommandResult.Refused(CommandRefusal.LimitReached, $"at most {book.Config.MaxTracksPerParticipant} tracks");
        }

        if (publisher.Tracks.Any(track => track.IsCalled(request.Cid)))
        {
            return CommandResult.Refused(CommandRefusal.WrongState, $"track {request.Cid} is announced already");
        }

        var wished = request.TrackId is { } id && id.StartsWith("TR_", StringComparison.Ordinal) && subscribing.FindTrack(id) is null ? id : null;
        var track = new PublishedTrack(wished ?? NewTrackId(), publisher, request);
        publisher.AddTrack(track);
        book.Tell(new TrackAccepted(book.RoomId, publisher.Id, track.Snapshot));
        return CommandResult.Done;
    }

    /// <summary>A track's media section is negotiated: everybody learns of it, or of its new form.</summary>
    public void Negotiated(PublishedTrack track, string mimeType, string mid, bool simulcast)
    {
        track.SetNegotiated(mimeType, mid, simulcast);
        var isNew = !track.IsPublished;
        track.IsPublished = true;
        Note(track);
        if (isNew)
        {
            book.Tell(new TrackPublished(book.RoomId, track.Publisher.Snapshot, track.Snapshot));
            subscribing.EvaluateTrack(track);
        }
        else
        {
            book.Tell(new TrackUpdated(book.RoomId, track.Publisher.Snapshot, track.Snapshot));
        }
    }

    public CommandResult Mute(Participant publisher, MuteTrack command)
    {
        if (publisher.FindTrack(command.TrackId) is not { } track)
        {
            return NoTrack(command.TrackId);
        }

        if (command.ByServer && !command.Muted && track.MutedByPublisher)
        {
            return CommandResult.Refused(CommandRefusal.NotAllowed, "only the publisher unmutes what it muted itself");
        }

        var isNews = track.Snapshot.Muted != command.Muted;
        track.MutedByPublisher = command.Muted && !command.ByServer;
        if (isNews)
        {
            track.SetMuted(command.Muted);
            Note(track);
            book.Tell(new TrackMuted(book.RoomId, publisher.Snapshot, track.Snapshot, command.ByServer));
        }

        return CommandResult.Done;
    }

    public CommandResult SetLayers(Participant publisher, UpdateVideoLayers command)
    {
        if (publisher.FindTrack(command.TrackId) is not { } track)
        {
            return NoTrack(command.TrackId);
        }

        if (command.Layers.Length > 8)
        {
            return CommandResult.Refused(CommandRefusal.LimitReached, "at most 8 layers");
        }

        track.SetLayers(command.Layers);
        Note(track);
        if (track.IsPublished)
        {
            book.Tell(new TrackUpdated(book.RoomId, publisher.Snapshot, track.Snapshot));
        }

        return CommandResult.Done;
    }

    public CommandResult Unpublish(Participant publisher, string trackId)
    {
        if (publisher.FindTrack(trackId) is not { } track)
        {
            return NoTrack(trackId);
        }

        Remove(track);
        return CommandResult.Done;
    }

    public void Remove(PublishedTrack track)
    {
        var publisher = track.Publisher;
        publisher.RemoveTrack(track);
        book.Note(publisher);
        subscribing.Remove(track);
        book.Tell(new TrackUnpublished(book.RoomId, publisher.Snapshot, track.Snapshot));
    }

    /// <summary>Ends the tracks that the publisher's permissions no longer allow.</summary>
    public void EnforcePermissions(Participant publisher)
    {
        foreach (var track in publisher.Tracks.Where(track => (publisher.Permissions.CanSend & track.MediaKind) == 0).ToList())
        {
            Remove(track);
        }
    }

    private static CommandResult NoTrack(string trackId) => CommandResult.Refused(CommandRefusal.NoSuchTrack, $"no track {trackId}");

    private void Note(PublishedTrack track)
    {
        if (track.IsPublished)
        {
            track.Publisher.RefreshTracks();
            book.Note(track.Publisher);
        }
    }

    private string NewTrackId() => "TR_" + new string(random.GetItems<char>(IdAlphabet, 16));
}
