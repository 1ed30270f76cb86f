using System.Collections.Immutable;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Signalling.Translation;
using Wire = Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Requests;

/// <summary>What a subscriber wants, and whom a publisher lets.</summary>
internal static class SubscriptionRequests
{
    public static WorkerCommand Subscribe(SignalParticipant from, Wire.UpdateSubscription request) =>
        new UpdateSubscription(from.RoomId, from.ParticipantId, TracksOf(request), request.Subscribe);

    public static WorkerCommand Settings(SignalParticipant from, Wire.UpdateTrackSettings request) =>
        new UpdateTrackSettings(from.RoomId, from.ParticipantId, [.. request.TrackSids], TrackRequests.SettingsOf(request));

    public static WorkerCommand Permission(SignalParticipant from, Wire.SubscriptionPermission request) =>
        new SetSubscriptionPermission(from.RoomId, from.ParticipantId, request.AllParticipants, [.. request.TrackPermissions.Select(RuleOf)]);

    /// <summary>After a resume the room still knows everything but what the client changed its mind about while it was away.</summary>
    public static WorkerCommand? Sync(SignalParticipant from, Wire.SyncState state) =>
        state.Subscription is { } wanted && TracksOf(wanted) is { Length: > 0 } tracks
            ? new UpdateSubscription(from.RoomId, from.ParticipantId, tracks, wanted.Subscribe)
            : null;

    private static ImmutableArray<string> TracksOf(Wire.UpdateSubscription request) =>
        [.. request.TrackSids.Concat(request.ParticipantTracks.SelectMany(tracks => tracks.TrackSids)).Distinct()];

    private static SubscriberRule RuleOf(Wire.TrackPermission permission) => new()
    {
        ParticipantId = permission.ParticipantSid.Length > 0 ? ParticipantSid.ToId(permission.ParticipantSid) : null,
        Identity = permission.ParticipantIdentity.Length > 0 ? permission.ParticipantIdentity : null,
        AllTracks = permission.AllTracks,
        TrackIds = [.. permission.TrackSids],
    };
}
