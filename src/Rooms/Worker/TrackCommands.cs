using System.Collections.Immutable;
using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Worker;

/// <summary>
/// A participant announces a track it is about to send. Answered by <see cref="TrackAccepted"/> with the track's id;
/// <see cref="TrackPublished"/> follows when its media section is negotiated.
/// </summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The publisher.</param>
/// <param name="Track">What it wants to send.</param>
public sealed record AddTrackRequest(string RoomId, string ParticipantId, TrackRequest Track) : ParticipantCommand(RoomId, ParticipantId);

/// <summary>
/// Mutes or unmutes a published track. By its publisher, or by the server (then <see cref="TrackMuted"/> tells the publisher's
/// client, which stops its device). Only the publisher can unmute what it muted itself.
/// </summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The publisher.</param>
/// <param name="TrackId">The track.</param>
/// <param name="Muted">The state from now on.</param>
/// <param name="ByServer">True when the server or an administrator asks.</param>
public sealed record MuteTrack(string RoomId, string ParticipantId, string TrackId, bool Muted, bool ByServer = false)
    : ParticipantCommand(RoomId, ParticipantId);

/// <summary>The publisher stops a track for good. Answered by <see cref="TrackUnpublished"/>.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The publisher.</param>
/// <param name="TrackId">The track.</param>
public sealed record UnpublishTrack(string RoomId, string ParticipantId, string TrackId) : ParticipantCommand(RoomId, ParticipantId);

/// <summary>The publisher says which layers it sends and how large they are.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The publisher.</param>
/// <param name="TrackId">The track.</param>
/// <param name="Layers">All layers of the track.</param>
public sealed record UpdateVideoLayers(string RoomId, string ParticipantId, string TrackId, ImmutableArray<VideoLayer> Layers)
    : ParticipantCommand(RoomId, ParticipantId);

/// <summary>A subscriber asks for tracks, or no longer wants them. Tracks that do not exist yet are remembered.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The subscriber.</param>
/// <param name="TrackIds">The tracks, at most <see cref="RoomConfig.MaxTracksPerCommand"/>.</param>
/// <param name="Subscribe">True to get them, false to drop them.</param>
public sealed record UpdateSubscription(string RoomId, string ParticipantId, ImmutableArray<string> TrackIds, bool Subscribe)
    : ParticipantCommand(RoomId, ParticipantId);

/// <summary>A subscriber says how it shows tracks, so that it is sent no more than that.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The subscriber.</param>
/// <param name="TrackIds">The tracks.</param>
/// <param name="Settings">How they are shown.</param>
public sealed record UpdateTrackSettings(string RoomId, string ParticipantId, ImmutableArray<string> TrackIds, TrackSettings Settings)
    : ParticipantCommand(RoomId, ParticipantId);

/// <summary>A publisher says who may subscribe to its tracks.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The publisher.</param>
/// <param name="Everybody">True lets everybody; <paramref name="Rules"/> are then ignored.</param>
/// <param name="Rules">Otherwise who may.</param>
public sealed record SetSubscriptionPermission(string RoomId, string ParticipantId, bool Everybody, ImmutableArray<SubscriberRule> Rules)
    : ParticipantCommand(RoomId, ParticipantId);
