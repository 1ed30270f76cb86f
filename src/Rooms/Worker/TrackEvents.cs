using System.Collections.Immutable;
using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Worker;

/// <summary>For the publisher: its <see cref="AddTrackRequest"/> is accepted and has an id; others do not know of it yet.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The publisher.</param>
/// <param name="Track">The track.</param>
public sealed record TrackAccepted(string RoomId, string ParticipantId, TrackSnapshot Track) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>A track is there for everybody. <see cref="Publisher"/> lists it among its tracks.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Publisher">Whose.</param>
/// <param name="Track">The track.</param>
public sealed record TrackPublished(string RoomId, ParticipantSnapshot Publisher, TrackSnapshot Track) : ParticipantEvent(RoomId, Publisher.ParticipantId);

/// <summary>What is known of a track changed: layers, size, codec.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Publisher">Whose.</param>
/// <param name="Track">The track now.</param>
public sealed record TrackUpdated(string RoomId, ParticipantSnapshot Publisher, TrackSnapshot Track) : ParticipantEvent(RoomId, Publisher.ParticipantId);

/// <summary>A track is gone.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Publisher">Whose; no longer lists it.</param>
/// <param name="Track">The track as it was.</param>
public sealed record TrackUnpublished(string RoomId, ParticipantSnapshot Publisher, TrackSnapshot Track) : ParticipantEvent(RoomId, Publisher.ParticipantId);

/// <summary>A track was muted or unmuted.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Publisher">Whose.</param>
/// <param name="Track">The track now.</param>
/// <param name="ByServer">True when the publisher's client did not do it itself and has to be told.</param>
public sealed record TrackMuted(string RoomId, ParticipantSnapshot Publisher, TrackSnapshot Track, bool ByServer)
    : ParticipantEvent(RoomId, Publisher.ParticipantId);

/// <summary>A subscription began: media of the track flows to the subscriber from now on (once negotiated).</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The subscriber.</param>
/// <param name="PublisherId">Whose track.</param>
/// <param name="TrackId">The track.</param>
public sealed record TrackSubscribed(string RoomId, string ParticipantId, string PublisherId, string TrackId) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>A subscription ended, or could not begin.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The subscriber.</param>
/// <param name="TrackId">The track.</param>
/// <param name="Reason">Why.</param>
public sealed record TrackUnsubscribed(string RoomId, string ParticipantId, string TrackId, UnsubscribeReason Reason) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>Why a subscription is no more.</summary>
public enum UnsubscribeReason
{
    /// <summary>The subscriber said so.</summary>
    Requested,

    /// <summary>The track is gone.</summary>
    Unpublished,

    /// <summary>The subscriber's permissions, or the publisher's rules, no longer allow it.</summary>
    NotAllowed,

    /// <summary>The subscriber does not speak the track's codec.</summary>
    CodecUnsupported,
}

/// <summary>For the subscriber: whether it is allowed a track it wants, by the publisher's rules.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The subscriber.</param>
/// <param name="PublisherId">Whose track.</param>
/// <param name="TrackId">The track.</param>
/// <param name="Allowed">From now on.</param>
public sealed record SubscriptionPermissionChanged(string RoomId, string ParticipantId, string PublisherId, string TrackId, bool Allowed)
    : ParticipantEvent(RoomId, ParticipantId);

/// <summary>For the subscriber: tracks that were paused for want of bandwidth, or resumed.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The subscriber.</param>
/// <param name="Changes">By track.</param>
public sealed record StreamStateChanged(string RoomId, string ParticipantId, ImmutableArray<StreamState> Changes) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>Whether a subscribed track flows.</summary>
/// <param name="PublisherId">Whose track.</param>
/// <param name="TrackId">The track.</param>
/// <param name="Paused">True when the subscriber's bandwidth does not carry it.</param>
public readonly record struct StreamState(string PublisherId, string TrackId, bool Paused);

/// <summary>For the publisher: which layers of a track anybody needs (dynacast).</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The publisher.</param>
/// <param name="TrackId">The track.</param>
/// <param name="Codecs">By codec.</param>
public sealed record SubscribedQualityChanged(string RoomId, string ParticipantId, string TrackId, ImmutableArray<CodecDemand> Codecs)
    : ParticipantEvent(RoomId, ParticipantId);

/// <summary>Which layers of one codec are needed.</summary>
/// <param name="MimeType">The codec.</param>
/// <param name="Highest">The highest layer needed; <see cref="VideoQuality.Off"/> when none is.</param>
public readonly record struct CodecDemand(string MimeType, VideoQuality Highest);
