using Switchroom.Rtp.Sdp;
using Switchroom.WebRtc.Negotiation;

namespace Switchroom.WebRtc.Media;

/// <summary>One m-line on which the peer sends: what it announced and what we accepted. Lives until its m-line is taken for something else.</summary>
public sealed class ReceiveTrack
{
    /// <summary>Most simulcast layers of one track.</summary>
    public const int MaxLayers = 4;

    internal ReceiveTrack(string mid, TrackKind kind)
    {
        Mid = mid;
        Kind = kind;
    }

    /// <summary>The identification of the m-line (RFC 5888).</summary>
    public string Mid { get; }

    /// <summary>Audio or video.</summary>
    public TrackKind Kind { get; }

    /// <summary>The peer's MediaStream id from <c>a=msid</c>; empty when it said none.</summary>
    public string StreamId { get; internal set; } = "";

    /// <summary>The peer's MediaStreamTrack id from <c>a=msid</c> (LiveKit's <c>cid</c>); empty when it said none.</summary>
    public string TrackId { get; internal set; } = "";

    /// <summary>Simulcast layers by rid, in the order offered (Chrome: lowest first); empty without simulcast.</summary>
    public IReadOnlyList<string> Rids { get; internal set; } = [];

    /// <summary>Accepted codecs, in order of preference.</summary>
    public IReadOnlyList<NegotiatedCodec> Codecs { get; internal set; } = [];

    /// <summary>Streams that have arrived: one, or one for each simulcast layer.</summary>
    public IReadOnlyList<ReceiveStream> Streams => StreamList;

    /// <summary>Whether the peer's last description still sends on this m-line.</summary>
    public bool IsActive { get; internal set; }

    internal List<ReceiveStream> StreamList { get; } = [];

    /// <summary>What each payload type of the m-line carries; null where nothing was accepted.</summary>
    internal PayloadRole?[] Payloads { get; } = new PayloadRole?[128];

    /// <summary>SSRCs that the description names for the media (RFC 5576).</summary>
    internal List<uint> SignalledSsrcs { get; } = [];

    /// <summary>Retransmission SSRC to media SSRC, from FID groups.</summary>
    internal Dictionary<uint, uint> SignalledRtx { get; } = [];

    /// <summary>Puts the codecs of a MIME type before the others.</summary>
    internal void Prefer(string? mimeType)
    {
        if (mimeType is not null)
        {
            Codecs = [.. Codecs.OrderBy(codec => codec.Codec.MimeType.Equals(mimeType, StringComparison.OrdinalIgnoreCase) ? 0 : 1)];
        }
    }

    /// <summary>Takes what the peer's offer says of this m-line.</summary>
    internal void Apply(MediaDescription media, IReadOnlyList<NegotiatedCodec> codecs)
    {
        Codecs = codecs;
        Array.Clear(Payloads);
        foreach (var codec in codecs)
        {
            Payloads[codec.PayloadType] = new PayloadRole(codec, PayloadUse.Media);
            if (codec.RtxPayloadType is { } rtx)
            {
                Payloads[rtx] = new PayloadRole(codec, PayloadUse.Rtx);
            }

            if (codec.RedPayloadType is { } red)
            {
                Payloads[red] = new PayloadRole(codec, PayloadUse.Red);
            }
        }

        ReadIdentity(media);
        ReadSources(media);
        var simulcast = media.Attributes.Value("simulcast");
        Rids = simulcast is not null && SimulcastDescription.TryParse(simulcast, out var layers)
            ? [.. layers!.Send.Take(MaxLayers).Select(alternatives => alternatives[0].TrimStart('~')).Where(IsRid)]
            : [];
    }

    // A rid goes into a header extension of at most 16 octets (RFC 8852) and back into our description.
    private static bool IsRid(string rid) => rid.Length is > 0 and <= 16 && rid.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    private void ReadIdentity(MediaDescription media)
    {
        var msid = media.Attributes.Value("msid")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        StreamId = msid.Length > 0 && msid[0] != "-" ? msid[0] : "";
        TrackId = msid.Length > 1 ? msid[1] : "";
    }

    private void ReadSources(MediaDescription media)
    {
        SignalledSsrcs.Clear();
        SignalledRtx.Clear();
        foreach (var group in media.SsrcGroups.Where(group => group.Semantics == SsrcGroup.FlowIdentification && group.Ssrcs.Count == 2))
        {
            SignalledRtx[group.Ssrcs[1].Value] = group.Ssrcs[0].Value;
        }

        foreach (var source in media.Ssrcs)
        {
            if (!SignalledSsrcs.Contains(source.Ssrc.Value) && !SignalledRtx.ContainsKey(source.Ssrc.Value) && SignalledSsrcs.Count < MaxLayers)
            {
                SignalledSsrcs.Add(source.Ssrc.Value);
            }
        }
    }
}
