namespace Switchroom.Rooms.Worker;

/// <summary>Which of a participant's two WebRTC connections: named after what the participant does on it.</summary>
public enum PeerRole
{
    /// <summary>The participant sends media on it, and offers.</summary>
    Publisher,

    /// <summary>The participant receives media on it, and we offer.</summary>
    Subscriber,
}

/// <summary>The client offers its publishing connection, first or again. Answered by <see cref="PublisherAnswer"/>.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Sdp">The session description.</param>
/// <param name="OfferId">A number the client gave the offer; echoed in the answer.</param>
public sealed record PublisherOffer(string RoomId, string ParticipantId, string Sdp, uint OfferId = 0) : ParticipantCommand(RoomId, ParticipantId);

/// <summary>The client answers the <see cref="SubscriberOffer"/> in flight.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Sdp">The session description.</param>
/// <param name="OfferId">The number of the offer answered; 0 when the client does not number.</param>
public sealed record SubscriberAnswer(string RoomId, string ParticipantId, string Sdp, uint OfferId = 0) : ParticipantCommand(RoomId, ParticipantId);

/// <summary>A candidate of the client.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Role">Of which connection.</param>
/// <param name="Candidate">The candidate line's value (RFC 8839 section 5.1); empty for end of candidates.</param>
public sealed record TrickleCandidate(string RoomId, string ParticipantId, PeerRole Role, string Candidate) : ParticipantCommand(RoomId, ParticipantId);
