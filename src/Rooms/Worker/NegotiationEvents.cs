using System.Collections.Immutable;

namespace Switchroom.Rooms.Worker;

/// <summary>For the client: the answer to its <see cref="PublisherOffer"/>.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Sdp">The session description.</param>
/// <param name="OfferId">The number of the offer answered.</param>
public sealed record PublisherAnswer(string RoomId, string ParticipantId, string Sdp, uint OfferId) : ParticipantEvent(RoomId, ParticipantId)
{
    /// <summary>Which of our tracks is on which media section; empty unless the client has one connection for both directions.</summary>
    public ImmutableDictionary<string, string> TracksByMid { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>For the client: what we want to send it. One offer is in flight at a time; what changes meanwhile goes into the next.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Sdp">The session description.</param>
/// <param name="OfferId">Our number of the offer, from 1.</param>
public sealed record SubscriberOffer(string RoomId, string ParticipantId, string Sdp, uint OfferId) : ParticipantEvent(RoomId, ParticipantId)
{
    /// <summary>Which track is on which media section.</summary>
    public ImmutableDictionary<string, string> TracksByMid { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>
/// For a client with one connection, which always offers itself: what we send it changed, so it is to offer, with so many more media sections to receive on.
/// </summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Audios">Sections for sound it has to add; may be none.</param>
/// <param name="Videos">Sections for pictures it has to add; may be none.</param>
public sealed record MediaSectionsWanted(string RoomId, string ParticipantId, int Audios, int Videos) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>For the client: a candidate of ours. Ours are all in the descriptions too, so this matters to clients that want them trickled.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Role">Of which connection.</param>
/// <param name="Candidate">The candidate line's value (RFC 8839 section 5.1).</param>
public sealed record LocalCandidate(string RoomId, string ParticipantId, PeerRole Role, string Candidate) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>A connection of the participant is up: ICE and DTLS are done.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Role">Which connection.</param>
public sealed record PeerConnected(string RoomId, string ParticipantId, PeerRole Role) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>
/// A connection of the participant failed: consent lost, DTLS refused, wrong fingerprint. The server asks the client to reconnect;
/// without that it leaves after <see cref="Membership.RoomConfig.ResumeTimeout"/>.
/// </summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Role">Which connection.</param>
/// <param name="Reason">In words, for logs.</param>
public sealed record PeerFailed(string RoomId, string ParticipantId, PeerRole Role, string Reason) : ParticipantEvent(RoomId, ParticipantId);
