using Switchroom.WebRtc.Media;

namespace Switchroom.WebRtc.Negotiation;

/// <summary>What a payload type of an m-line carries.</summary>
internal enum PayloadUse
{
    Media,
    Rtx,
    Red,
}

/// <summary>A payload type's codec and what of it the packets carry.</summary>
/// <param name="Codec">The codec.</param>
/// <param name="Use">Media itself, its retransmissions, or redundant audio.</param>
internal sealed record PayloadRole(NegotiatedCodec Codec, PayloadUse Use);
