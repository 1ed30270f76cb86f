using Switchroom.Rooms.Phone;

namespace Switchroom.Rooms.Worker;

/// <summary>Our offer to the far end: the body of the INVITE, of a re-INVITE, or of the 200 to an INVITE without a body.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Sdp">The session description.</param>
public sealed record PhoneOffer(string RoomId, string ParticipantId, string Sdp) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>Our answer to the far end's offer.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Sdp">The session description.</param>
public sealed record PhoneLocalAnswer(string RoomId, string ParticipantId, string Sdp) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>The codec was agreed on, first or anew.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Codec">E.g. <c>PCMU/8000</c>.</param>
/// <param name="Fallback">True when it is not the one preferred first.</param>
/// <param name="Encrypted">SRTP protects the leg.</param>
public sealed record PhoneCodecAgreed(string RoomId, string ParticipantId, string Codec, bool Fallback, bool Encrypted) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>First media of the far end arrived.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Early">Before the call was answered.</param>
public sealed record PhoneMediaStarted(string RoomId, string ParticipantId, bool Early) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>The far end pressed a key.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Digit">One of <c>0-9 * # A-D</c>.</param>
/// <param name="Duration">How long.</param>
public sealed record DtmfReceived(string RoomId, string ParticipantId, char Digit, TimeSpan Duration) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>The keys of a <see cref="StartDtmf"/> are all sent.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Digits">The keys.</param>
public sealed record DtmfSent(string RoomId, string ParticipantId, string Digits) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>The far end put us on hold or took us back.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="OnHold">The state now.</param>
public sealed record PhoneHeld(string RoomId, string ParticipantId, bool OnHold) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>The quality of a leg, from its start to now.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Quality">The figures.</param>
public sealed record PhoneQuality(string RoomId, string ParticipantId, PhoneLegQuality Quality) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>An established leg has been dead for its <see cref="PhoneLegOptions.MediaTimeout"/>; the server decides what to do.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Diagnosis">In words.</param>
public sealed record PhoneMediaTimeout(string RoomId, string ParticipantId, string Diagnosis) : ParticipantEvent(RoomId, ParticipantId);

/// <summary>A leg is gone and its sockets may be closed; after <see cref="PhoneQuality"/>'s last report.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Rtp">The RTP socket it used.</param>
/// <param name="Rtcp">The RTCP socket it used.</param>
public sealed record PhoneLegClosed(string RoomId, string ParticipantId, SocketId Rtp, SocketId Rtcp) : ParticipantEvent(RoomId, ParticipantId);
