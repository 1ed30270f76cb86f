using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Worker;

/// <summary>A participant is in. The first event about it.</summary>
/// <param name="Room">The room with it in.</param>
/// <param name="Participant">The new one.</param>
public sealed record ParticipantJoined(RoomSnapshot Room, ParticipantSnapshot Participant) : ParticipantEvent(Room.RoomId, Participant.ParticipantId);

/// <summary>Name, metadata, attributes, permissions, state or hiddenness of a participant changed.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Participant">The participant now.</param>
/// <param name="Before">The participant before.</param>
public sealed record ParticipantUpdated(string RoomId, ParticipantSnapshot Participant, ParticipantSnapshot Before)
    : ParticipantEvent(RoomId, Participant.ParticipantId);

/// <summary>A participant is gone, with its tracks. The last event about it, but for its phone's last <see cref="PhoneQuality"/> and <see cref="PhoneLegClosed"/>.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Participant">The participant as it was, state <see cref="ParticipantState.Disconnected"/>.</param>
/// <param name="Reason">Why.</param>
public sealed record ParticipantLeft(string RoomId, ParticipantSnapshot Participant, LeaveReason Reason)
    : ParticipantEvent(RoomId, Participant.ParticipantId);

/// <summary>A participant sent a data packet on a data channel. The server decides who gets what of it and posts <see cref="SendData"/>.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The sender, who was allowed to.</param>
/// <param name="Reliable">From the reliable channel.</param>
/// <param name="Payload">The message, a copy.</param>
public sealed record DataReceived(string RoomId, string ParticipantId, bool Reliable, ReadOnlyMemory<byte> Payload) : ParticipantEvent(RoomId, ParticipantId);
