using System.Collections.Immutable;

namespace Switchroom.Rooms.Membership;

/// <summary>A publisher's rules of who may subscribe to what.</summary>
internal sealed record SubscriberRules(bool OpenToAll, ImmutableArray<SubscriberRule> Rules)
{
    public static readonly SubscriberRules Everybody = new(true, []);

    public bool Allow(ParticipantSnapshot subscriber, string trackId) =>
        OpenToAll || Rules.Any(rule =>
            (rule.ParticipantId == subscriber.ParticipantId || (rule.ParticipantId is null && rule.Identity == subscriber.Identity))
            && (rule.AllTracks || rule.TrackIds.Contains(trackId)));
}
