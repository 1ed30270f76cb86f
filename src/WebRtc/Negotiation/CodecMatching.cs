using Switchroom.Rtp;
using Switchroom.Rtp.Sdp;
using Switchroom.WebRtc.Media;

namespace Switchroom.WebRtc.Negotiation;

/// <summary>Which of the formats in a peer's m-line are codecs that we forward.</summary>
internal static class CodecMatching
{
    /// <summary>The codecs of an m-line that we take, in the peer's order, with their RTX and RED payload types.</summary>
    internal static IReadOnlyList<NegotiatedCodec> Match(MediaDescription media)
    {
        var maps = new Dictionary<byte, RtpMap>();
        foreach (var map in media.RtpMaps)
        {
            maps.TryAdd(map.PayloadType.Value, map);
        }

        var parameters = new Dictionary<byte, string>();
        foreach (var line in media.Parameters)
        {
            parameters.TryAdd(line.PayloadType.Value, line.Text);
        }

        var found = new List<NegotiatedCodec>();
        foreach (var type in media.PayloadTypes)
        {
            if (maps.TryGetValue(type.Value, out var map)
                && CodecOf(map, parameters.GetValueOrDefault(type.Value, "")) is { } codec)
            {
                found.Add(new NegotiatedCodec(codec, type.Value, RtxOf(type, maps, parameters), RedOf(codec, type, maps, parameters)));
            }
        }

        return found;
    }

    /// <summary>Whether two codecs can carry the same payloads: same name, and the same H.264 or VP9 profile.</summary>
    internal static bool AreCompatible(MediaCodec left, MediaCodec right) =>
        left.Kind == right.Kind && left.Name == right.Name && (left.Name is not ("H264" or "VP9") || ProfileOf(left) == ProfileOf(right));

    private static MediaCodec? CodecOf(RtpMap map, string parameters) => map switch
    {
        _ when map.Is("opus") && map is { ClockRate: 48_000, Channels: 2 } => MediaCodec.Opus with { Parameters = parameters },
        { ClockRate: not 90_000 } => null,
        _ when map.Is("VP8") => MediaCodec.Vp8,
        _ when map.Is("AV1") => MediaCodec.Av1 with { Parameters = parameters },
        _ when map.Is("VP9") && Parameter(parameters, "profile-id") is null or "0" => MediaCodec.Vp9 with { Parameters = parameters },
        _ when map.Is("H264") && IsUsableH264(parameters) => MediaCodec.H264 with { Parameters = parameters },
        _ => null,
    };

    // Constrained baseline and baseline, which every browser decodes; mode 0 cannot carry what mode 1 sends.
    private static bool IsUsableH264(string parameters) =>
        Parameter(parameters, "packetization-mode") == "1"
        && Parameter(parameters, "profile-level-id") is { Length: 6 } profile
        && profile.StartsWith("42", StringComparison.OrdinalIgnoreCase);

    private static string ProfileOf(MediaCodec codec) => codec.Name == "H264"
        ? (Parameter(codec.Parameters, "profile-level-id") ?? "42e01f")[..4].ToLowerInvariant()
        : Parameter(codec.Parameters, "profile-id") ?? "0";

    private static string? Parameter(string parameters, string name) => new FormatParameters(default, parameters)[name];

    private static byte? RtxOf(PayloadType type, Dictionary<byte, RtpMap> maps, Dictionary<byte, string> parameters)
    {
        foreach (var (candidate, map) in maps)
        {
            if (map.Is("rtx") && Parameter(parameters.GetValueOrDefault(candidate, ""), "apt") == type.ToString())
            {
                return candidate;
            }
        }

        return null;
    }

    // RED's fmtp lists the payload types it carries, "111/111" (RFC 2198 section 5).
    private static byte? RedOf(MediaCodec codec, PayloadType type, Dictionary<byte, RtpMap> maps, Dictionary<byte, string> parameters)
    {
        foreach (var (candidate, map) in maps)
        {
            if (codec.Kind == TrackKind.Audio && map.Is("red") && map.ClockRate == codec.ClockRate
                && parameters.GetValueOrDefault(candidate, "").Split('/')[0] == type.ToString())
            {
                return candidate;
            }
        }

        return null;
    }
}
