using Switchroom.Rtp.Sdp;

namespace Switchroom.Rtp.Negotiation;

/// <summary>A codec under the payload type it has in one direction.</summary>
/// <param name="Codec">The codec.</param>
/// <param name="PayloadType">Its payload type.</param>
/// <param name="Parameters">The far end's fmtp, which says what it wants to receive; null when it gave none.</param>
public sealed record AudioFormat(AudioEncoding Codec, PayloadType PayloadType, FormatParameters? Parameters = null);
