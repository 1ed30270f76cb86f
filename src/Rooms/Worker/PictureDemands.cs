using Switchroom.Rooms.Forwarding;
using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Worker;

/// <summary>Tells the publishers of a room when anybody needs more of a picture than they send, and after a while when nobody does.</summary>
internal sealed class PictureDemands(Room room, IReadOnlyDictionary<string, SourceTrack> sources)
{
    /// <summary>When <see cref="HandleDeadline"/> is wanted.</summary>
    public TimeSpan? NextDeadline { get; private set; }

    /// <summary>Who watches a picture, or how, has changed.</summary>
    public void Update(SourceTrack source, TimeSpan now)
    {
        if (!source.IsVideo)
        {
            return;
        }

        var highest = -1;
        foreach (var subscription in source.Subscriptions)
        {
            // Layers within one stream are encoded together: whoever wants one has the publisher send all.
            var isHighest = subscription.Wanted == source.HighestRank || (source.IsScalable && subscription.Wanted >= 0);
            highest = Math.Max(highest, isHighest ? (int)VideoQuality.High : subscription.Wanted);
        }

        if (source.Demand.Want(highest < 0 ? VideoQuality.Off : (VideoQuality)highest, now))
        {
            Tell(source);
        }

        Await(source);
    }

    /// <summary>A publisher is back that could not be told: what it was told last may never have reached it.</summary>
    public void TellAgain(ParticipantMedia publisher)
    {
        foreach (var source in publisher.Sources.Where(source => source.IsVideo))
        {
            Tell(source);
        }
    }

    /// <summary>Demands that fell a while ago are told now.</summary>
    public void HandleDeadline(TimeSpan now)
    {
        if (NextDeadline is null || NextDeadline > now)
        {
            return;
        }

        NextDeadline = null;
        foreach (var source in sources.Values)
        {
            if (source.Demand.HandleDeadline(now))
            {
                Tell(source);
            }

            Await(source);
        }
    }

    private void Await(SourceTrack source)
    {
        if (source.Demand.NextDeadline is { } due && (NextDeadline is null || due < NextDeadline))
        {
            NextDeadline = due;
        }
    }

    private void Tell(SourceTrack source) => room.Tell(new SubscribedQualityChanged(
        room.Snapshot.RoomId,
        source.Published.Publisher.Id,
        source.Published.TrackId,
        [new CodecDemand(source.Published.Snapshot.MimeType, source.Demand.Told)]));
}
