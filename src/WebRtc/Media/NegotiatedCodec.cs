namespace Switchroom.WebRtc.Media;

/// <summary>A codec with the payload types one description gave it.</summary>
/// <param name="Codec">The codec.</param>
/// <param name="PayloadType">Its payload type, 0..127.</param>
/// <param name="RtxPayloadType">Payload type of its retransmissions (RFC 4588), if negotiated.</param>
/// <param name="RedPayloadType">Payload type of redundant audio (RFC 2198) that carries this codec, if negotiated.</param>
public sealed record NegotiatedCodec(MediaCodec Codec, byte PayloadType, byte? RtxPayloadType = null, byte? RedPayloadType = null);
