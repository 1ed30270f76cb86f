using Switchroom.Rooms.Phone;

namespace Switchroom.Rooms.Worker;

/// <summary>
/// Gives a participant of kind SIP its media leg. With <see cref="PhoneLegOptions.RemoteOffer"/> the worker answers
/// (<see cref="PhoneLocalAnswer"/>), without it the worker offers (<see cref="PhoneOffer"/>).
/// </summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant, joined before.</param>
/// <param name="Options">Sockets, codecs, encryption.</param>
public sealed record AddPhoneLeg(string RoomId, string ParticipantId, PhoneLegOptions Options) : ParticipantCommand(RoomId, ParticipantId);

/// <summary>The far end answered our <see cref="PhoneOffer"/>: in a 183 (early media) or a 200, or to a renegotiation.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Sdp">The session description.</param>
public sealed record PhoneAnswer(string RoomId, string ParticipantId, string Sdp) : ParticipantCommand(RoomId, ParticipantId);

/// <summary>The far end offers anew within the call (re-INVITE, UPDATE). Answered by <see cref="PhoneLocalAnswer"/>.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Sdp">The session description; empty asks us to offer (an INVITE without a body): then <see cref="PhoneOffer"/> follows.</param>
public sealed record PhoneRemoteOffer(string RoomId, string ParticipantId, string Sdp) : ParticipantCommand(RoomId, ParticipantId);

/// <summary>The call was answered (200 and ACK): from now on the callee hears the room.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
public sealed record PhoneEstablished(string RoomId, string ParticipantId) : ParticipantCommand(RoomId, ParticipantId);

/// <summary>Puts the far end on hold or takes it back; a <see cref="PhoneOffer"/> with the new direction follows.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="OnHold">The state from now on.</param>
public sealed record HoldPhone(string RoomId, string ParticipantId, bool OnHold) : ParticipantCommand(RoomId, ParticipantId);

/// <summary>Sends key presses; queued behind those still sending. Ends with <see cref="DtmfSent"/>.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Digits">Any of <c>0-9 * # A-D</c>, <c>w</c> pauses half a second, <c>,</c> two seconds.</param>
/// <param name="ToneDuration">Of one key, 50 to 2,000 ms.</param>
/// <param name="Gap">Silence between keys, at least 40 ms.</param>
public sealed record StartDtmf(string RoomId, string ParticipantId, string Digits, TimeSpan ToneDuration, TimeSpan Gap)
    : ParticipantCommand(RoomId, ParticipantId);

/// <summary>Sets what the room hears of a phone and what the phone hears of the room.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Muted">True: the room does not hear the phone.</param>
/// <param name="Deaf">True: the phone does not hear the room.</param>
public sealed record SetPhoneAudio(string RoomId, string ParticipantId, bool Muted, bool Deaf) : ParticipantCommand(RoomId, ParticipantId);

/// <summary>Ends the media leg; the participant stays until it leaves. A last <see cref="PhoneQuality"/> and <see cref="PhoneLegClosed"/> follow.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
public sealed record RemovePhoneLeg(string RoomId, string ParticipantId) : ParticipantCommand(RoomId, ParticipantId);
