namespace Switchroom.WebRtc.Media;

/// <summary>A codec as SDP names it.</summary>
/// <param name="Kind">Audio or video.</param>
/// <param name="Name">Encoding name in its usual spelling: <c>opus</c>, <c>VP8</c>, <c>H264</c>, <c>VP9</c>, <c>AV1</c>.</param>
/// <param name="ClockRate">RTP clock in hertz.</param>
/// <param name="Channels">Channels for audio, else 0.</param>
/// <param name="Parameters">The <c>a=fmtp</c> parameters, empty when there are none.</param>
public sealed record MediaCodec(TrackKind Kind, string Name, int ClockRate, int Channels = 0, string Parameters = "")
{
    /// <summary>Opus with in-band FEC and DTX.</summary>
    public static readonly MediaCodec Opus = new(TrackKind.Audio, "opus", 48_000, 2, "minptime=10;useinbandfec=1;usedtx=1");

    /// <summary>VP8.</summary>
    public static readonly MediaCodec Vp8 = new(TrackKind.Video, "VP8", 90_000);

    /// <summary>H.264 constrained baseline, packetization mode 1.</summary>
    public static readonly MediaCodec H264 = new(
        TrackKind.Video, "H264", 90_000, 0, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f");

    /// <summary>VP9 profile 0.</summary>
    public static readonly MediaCodec Vp9 = new(TrackKind.Video, "VP9", 90_000, 0, "profile-id=0");

    /// <summary>AV1.</summary>
    public static readonly MediaCodec Av1 = new(TrackKind.Video, "AV1", 90_000);

    /// <summary>The value of <c>mimeType</c> in LiveKit and in the browser: <c>audio/opus</c>, <c>video/VP8</c>.</summary>
    public string MimeType => (Kind == TrackKind.Audio ? "audio/" : "video/") + Name;
}
