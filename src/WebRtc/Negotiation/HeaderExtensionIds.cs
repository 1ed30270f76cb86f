using Switchroom.Rtp.HeaderExtensions;
using Switchroom.WebRtc.Media;

namespace Switchroom.WebRtc.Negotiation;

/// <summary>
/// The ids of header extensions on one transport. All bundled m-lines must agree (RFC 8843 section 9), so an id is kept once it was used.
/// </summary>
internal sealed class HeaderExtensionIds
{
    /// <summary>The AV1 dependency descriptor.</summary>
    internal const string DependencyDescriptor =
        "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";

    private static readonly string[] Audio =
        [ExtensionUris.AudioLevel, ExtensionUris.AbsoluteSendTime, ExtensionUris.TransportSequence, ExtensionUris.Mid];

    private static readonly string[] Video =
    [
        ExtensionUris.AbsoluteSendTime, ExtensionUris.TransportSequence, ExtensionUris.Mid, ExtensionUris.RtpStreamId,
        ExtensionUris.RepairedRtpStreamId, DependencyDescriptor,
    ];

    private readonly Dictionary<string, byte> _ids = [];

    internal byte Mid { get; private set; }

    internal byte Rid { get; private set; }

    internal byte RepairedRid { get; private set; }

    internal byte Level { get; private set; }

    internal byte SendTime { get; private set; }

    internal byte TransportSequence { get; private set; }

    internal byte Dependency { get; private set; }

    /// <summary>The extensions we speak for a kind of media.</summary>
    internal static IReadOnlyList<string> Supported(bool audio) => audio ? Audio : Video;

    /// <summary>
    /// Whether an extension goes with what the peer sends. Where it only receives it takes all: a browser offers later only what was agreed at first, when
    /// nobody knew what would be sent. The dependency descriptor is for codecs without frame numbers and layers in their payload: where it is agreed
    /// for VP8, Chromium leaves picture ids and temporal layers out of the payload descriptor, and with them what other receivers and we go by.
    /// </summary>
    internal static bool Suits(string uri, IReadOnlyList<NegotiatedCodec> codecs) =>
        uri != DependencyDescriptor || (codecs.Count > 0 && codecs[0].Codec.Name.ToUpperInvariant() is "AV1" or "VP9");

    /// <summary>Takes an id that the peer chose; an extension keeps the first id it had.</summary>
    internal byte Learn(string uri, byte id)
    {
        if (!_ids.TryGetValue(uri, out var known))
        {
            _ids[uri] = known = id;
            Refresh();
        }

        return known;
    }

    /// <summary>The id for an offer of ours: the known one, else the lowest free.</summary>
    internal byte Offer(string uri)
    {
        byte id = 1;
        while (_ids.ContainsValue(id))
        {
            id++;
        }

        return Learn(uri, id);
    }

    private void Refresh()
    {
        Mid = _ids.GetValueOrDefault(ExtensionUris.Mid);
        Rid = _ids.GetValueOrDefault(ExtensionUris.RtpStreamId);
        RepairedRid = _ids.GetValueOrDefault(ExtensionUris.RepairedRtpStreamId);
        Level = _ids.GetValueOrDefault(ExtensionUris.AudioLevel);
        SendTime = _ids.GetValueOrDefault(ExtensionUris.AbsoluteSendTime);
        TransportSequence = _ids.GetValueOrDefault(ExtensionUris.TransportSequence);
        Dependency = _ids.GetValueOrDefault(DependencyDescriptor);
    }
}
