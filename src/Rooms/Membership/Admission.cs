using System.Collections.Immutable;
using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Membership;

/// <summary>What becomes of a join: refused, or let in after those it replaces.</summary>
/// <param name="Result">Done when let in.</param>
/// <param name="Replaced">Participants of the same identity, or unique user id, who leave first.</param>
internal readonly record struct AdmissionDecision(CommandResult Result, ImmutableArray<Participant> Replaced)
{
    public static AdmissionDecision Decide(RoomBook book, IReadOnlySet<string> banned, Join join)
    {
        var profile = join.Profile;
        if (book.Find(join.ParticipantId) is not null)
        {
            return Refuse(CommandRefusal.ParticipantExists, $"participant {join.ParticipantId} is in the room already");
        }

        if (banned.Contains(profile.Identity) || (profile.UserId is { } userId && banned.Contains(userId)))
        {
            return Refuse(CommandRefusal.Banned, "banned from this meeting");
        }

        if (Profiles.Exceeds(book.Config, profile.Metadata, profile.Attributes) is { } limit)
        {
            return Refuse(CommandRefusal.LimitReached, limit);
        }

        var replaced = book.Participants.Where(other => Replaces(book.Config, profile, other.Snapshot)).ToImmutableArray();
        var staying = book.Snapshot.VisibleCount - replaced.Count(other => !other.Permissions.Hidden);
        if (book.Config.MaxParticipants > 0 && !profile.Permissions.Hidden && staying >= book.Config.MaxParticipants)
        {
            return Refuse(CommandRefusal.RoomFull, $"the room has {staying} of {book.Config.MaxParticipants} participants");
        }

        return new AdmissionDecision(CommandResult.Done, replaced);
    }

    private static bool Replaces(RoomConfig config, ParticipantProfile profile, ParticipantSnapshot other) =>
        other.Identity == profile.Identity
        || (config.UniqueUserIds && profile.UserId is { } userId && other.UserId == userId);

    private static AdmissionDecision Refuse(CommandRefusal refusal, string detail) => new(CommandResult.Refused(refusal, detail), []);
}
