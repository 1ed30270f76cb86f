using Switchroom.WebRtc.Media;

namespace Switchroom.WebRtc.Negotiation;

/// <summary>The payload types of our own offers: fixed, so that all bundled m-lines and all offers agree (RFC 8843 section 9.1).</summary>
internal static class OfferedPayloads
{
    /// <summary>The codec with payload types of ours; video with RTX, audio with RED.</summary>
    internal static NegotiatedCodec Of(MediaCodec codec) => codec switch
    {
        { Kind: TrackKind.Audio } => new NegotiatedCodec(codec, 111, null, 63),
        { Name: "VP8" } => new NegotiatedCodec(codec, 96, 97),
        { Name: "VP9" } => new NegotiatedCodec(codec, 98, 99),
        { Name: "AV1" } => new NegotiatedCodec(codec, 45, 46),
        { Name: "H264" } when codec.Parameters.Contains("42001f", StringComparison.OrdinalIgnoreCase) => new NegotiatedCodec(codec, 104, 105),
        _ => new NegotiatedCodec(codec, 102, 103),
    };
}
