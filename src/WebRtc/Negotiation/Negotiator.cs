using Switchroom.Rtp.Sdp;
using Switchroom.WebRtc.Media;

namespace Switchroom.WebRtc.Negotiation;

/// <summary>
/// The offers and answers of one session: keeps the m-lines in order, decides what each may carry, writes our descriptions (RFC 3264, RFC 8829).
/// It knows no transport: what a description says of ICE and DTLS is handed in and out.
/// </summary>
internal sealed class Negotiator(Random random, string cname, int maxSections)
{
    private readonly List<MediaSection> _sections = [];
    private readonly List<SendTrack> _sendTracks = [];
    private readonly ulong _sessionId = (ulong)random.NextInt64(1, long.MaxValue);
    private int _version;
    private int _nextMid;
    private bool _changed;

    internal List<SendTrack> SendTracks => _sendTracks;

    internal List<MediaSection> Sections => _sections;

    internal HeaderExtensionIds Extensions { get; } = new();

    /// <summary>Whether an offer of ours waits for its answer.</summary>
    internal bool AwaitsAnswer { get; private set; }

    internal bool IsNeeded => _changed && !AwaitsAnswer;

    /// <summary>Largest message the peer takes; RFC 8841 section 6: 64 KiB unless it says otherwise, 0 is no limit.</summary>
    internal int PeerMaxMessageSize { get; private set; } = 65_536;

    internal IEnumerable<ReceiveTrack> ReceiveTracks => _sections.Where(section => section.Receive is not null).Select(section => section.Receive!);

    internal bool HasData => _sections.Exists(section => section.IsData && !section.Rejected);

    internal SendTrack AddTrack(TrackKind kind, string streamId, string trackId, IReadOnlyList<MediaCodec> codecs)
    {
        var track = new SendTrack(kind, streamId, trackId, NewSsrc(), NewSsrc()) { Offered = codecs };
        _sendTracks.Add(track);
        _changed = true;
        return track;
    }

    internal void RemoveTrack(SendTrack track)
    {
        if (_sendTracks.Remove(track))
        {
            track.IsActive = false;
            track.Codecs = [];
            _changed = true;
            if (_sections.Find(section => section.Send == track) is { } section)
            {
                section.Send = null;
                section.Rests = true;
            }
        }
    }

    /// <summary>Makes room for the data channels' m-line.</summary>
    internal void WantData()
    {
        if (!_sections.Exists(section => section.IsData))
        {
            _sections.Add(new MediaSection(NewMid(), null) { IsData = true });
            _changed = true;
        }
    }

    /// <summary>Writes our offer of all m-lines.</summary>
    internal string CreateOffer(LocalTransport transport)
    {
        PlaceTracks();
        var writer = new SectionWriter(transport, "actpass", _sessionId, ++_version);
        foreach (var section in _sections)
        {
            if (section.IsData && !section.Rejected)
            {
                writer.AddData(section);
            }
            else if (section.Kind is { } kind && !section.Rejected)
            {
                OfferMedia(writer, section, kind);
            }
            else
            {
                writer.AddRejected(section, section.MediaWord == "application" ? "UDP/DTLS/SCTP" : "UDP/TLS/RTP/SAVPF", ["0"]);
            }
        }

        AwaitsAnswer = true;

        // What waits for an m-line gets one that rests now with the next offer.
        _changed = _sections.Exists(section => section.Rests) && _sendTracks.Exists(track => track.Mid is null);
        Rested();
        return writer.Finish();
    }

    /// <summary>Applies the answer to our offer; null, or why it is refused (nothing changed then).</summary>
    internal string? ApplyAnswer(RemoteDescription answer)
    {
        var media = answer.Session.Media;
        if (media.Count != _sections.Count)
        {
            return $"the answer has {media.Count} m-lines, our offer {_sections.Count}";
        }

        for (var i = 0; i < media.Count; i++)
        {
            if (media[i].Kind != _sections[i].MediaWord || (media[i].Mid != _sections[i].Mid && !media[i].IsRejected))
            {
                return $"m-line {i} of the answer is {media[i].Kind} {media[i].Mid}, in our offer {_sections[i].MediaWord} {_sections[i].Mid}";
            }
        }

        for (var i = 0; i < media.Count; i++)
        {
            ApplyAnswered(_sections[i], media[i], answer.Session.DirectionOf(media[i]));
        }

        AwaitsAnswer = false;
        return null;
    }

    /// <summary>Applies the peer's offer; null, or why it is refused (nothing changed then).</summary>
    internal string? ApplyOffer(RemoteDescription offer)
    {
        var media = offer.Session.Media;
        if (media.Count < _sections.Count)
        {
            return $"the offer has {media.Count} m-lines, the session {_sections.Count}";
        }

        for (var i = 0; i < _sections.Count; i++)
        {
            // What was rejected may come back as something else, also of another kind (RFC 8829 section 5.2.2).
            if (!_sections[i].Rejected && (media[i].Mid != _sections[i].Mid || media[i].Kind != _sections[i].MediaWord))
            {
                return $"m-line {i} of the offer is {media[i].Kind} {media[i].Mid}, in the session {_sections[i].MediaWord} {_sections[i].Mid}";
            }
        }

        for (var i = 0; i < media.Count; i++)
        {
            ApplyOffered(i, media[i], offer.Session.DirectionOf(media[i]));
        }

        _changed = _sendTracks.Exists(track => track.Mid is null);
        return null;
    }

    /// <summary>Writes the answer to the offer that was applied last.</summary>
    internal string CreateAnswer(LocalTransport transport, RemoteDescription offer)
    {
        var writer = new SectionWriter(transport, "passive", _sessionId, ++_version);
        for (var i = 0; i < _sections.Count; i++)
        {
            var section = _sections[i];
            var offered = offer.Session.Media[i];
            if (section.Rejected)
            {
                writer.AddRejected(section, offered.Protocol, offered.Formats);
            }
            else if (section.IsData)
            {
                writer.AddData(section);
            }
            else
            {
                AnswerMedia(writer, section, offered);
            }
        }

        Rested();
        return writer.Finish();
    }

    private static MediaDirection DirectionOf(MediaSection section) =>
        (section.Receive is { IsActive: true } ? MediaDirection.RecvOnly : MediaDirection.Inactive)
        | (section.Send is not null ? MediaDirection.SendOnly : MediaDirection.Inactive);

    /// <summary>How many m-lines the peer must still offer for our tracks of a kind. One that rests is not free before the next offer after that.</summary>
    internal int MissingSections(TrackKind kind)
    {
        // Half of what the session may still have, as the other kind may ask as well.
        var waiting = Math.Min(_sendTracks.Count(track => track.Kind == kind && track.Mid is null), Math.Max(0, maxSections - _sections.Count) / 2);
        return Math.Max(0, waiting - _sections.Count(section => section.Kind == kind && section is { PeerReceives: true, Send: null, Rests: false }));
    }

    /// <summary>How many m-lines of a kind the peer's last offer would receive on.</summary>
    internal int ReceivingSections(TrackKind kind) => _sections.Count(section => section.Kind == kind && section.PeerReceives);

    /// <summary>A description says of every m-line whether something is sent on it.</summary>
    private void Rested()
    {
        foreach (var section in _sections)
        {
            section.Rests = false;
        }
    }

    private void OfferMedia(SectionWriter writer, MediaSection section, TrackKind kind)
    {
        var codecs = section.Receive is { IsActive: true, Codecs.Count: > 0 } receive
            ? receive.Codecs
            : OfferedCodecs(section.Send?.Offered ?? (kind == TrackKind.Audio ? [MediaCodec.Opus] : [MediaCodec.Vp8]));
        var extensions = HeaderExtensionIds.Supported(kind == TrackKind.Audio).Select(uri => new ExtensionMap(Extensions.Offer(uri), uri));
        writer.AddMedia(section, DirectionOf(section), codecs, extensions, cname);
    }

    private static List<NegotiatedCodec> OfferedCodecs(IReadOnlyList<MediaCodec> codecs)
    {
        var offered = new List<NegotiatedCodec>();
        foreach (var codec in codecs)
        {
            var candidate = OfferedPayloads.Of(codec);
            if (!offered.Exists(other => other.PayloadType == candidate.PayloadType))
            {
                offered.Add(candidate);
            }
        }

        return offered;
    }

    private void AnswerMedia(SectionWriter writer, MediaSection section, MediaDescription offered)
    {
        var codecs = section switch
        {
            { Receive: { IsActive: true } receive } => receive.Codecs,
            { Send: { IsActive: true } send } => send.Codecs,
            _ => CodecMatching.Match(offered),
        };
        var extensions = offered.ExtensionMaps
            .Where(map => section.Extensions.Contains(map.Uri) && (section.Receive is not { IsActive: true } || HeaderExtensionIds.Suits(map.Uri, codecs)))
            .Select(map => new ExtensionMap(map.Id, map.Uri));
        var direction = section.Send is { IsActive: false } ? DirectionOf(section) & ~MediaDirection.SendOnly : DirectionOf(section);
        writer.AddMedia(section, direction, codecs, extensions, cname);
    }

    private void ApplyOffered(int index, MediaDescription media, MediaDirection direction)
    {
        if (index == _sections.Count)
        {
            _sections.Add(NewSection(media));
        }

        if (_sections[index].MediaWord != media.Kind)
        {
            Free(_sections[index]);
            _sections[index] = NewSection(media);
        }

        var section = _sections[index];
        if (section.Rejected || section.Mid != media.Mid)
        {
            section.Mid = media.Mid!;
            section.Receive = null;
            section.Rejected = false;
        }

        if (section.IsData)
        {
            section.Rejected = media.IsRejected;
            ReadMaxMessageSize(media);
            return;
        }

        var codecs = section.Kind is null ? [] : CodecMatching.Match(media);
        section.Rejected = media.IsRejected || codecs.Count == 0;
        LearnFeedback(section, media);
        ApplyReceive(section, media, codecs, !section.Rejected && direction.HasFlag(MediaDirection.SendOnly));
        PlaceSend(section, codecs, !section.Rejected && direction.HasFlag(MediaDirection.RecvOnly));
    }

    private static void Free(MediaSection section)
    {
        if (section.Send is { } waits)
        {
            waits.Mid = null;
            waits.Activate([]);
        }
    }

    private static void ApplyReceive(MediaSection section, MediaDescription media, IReadOnlyList<NegotiatedCodec> codecs, bool sends)
    {
        if (sends)
        {
            section.Receive ??= new ReceiveTrack(section.Mid, section.Kind!.Value);
            section.Receive.Apply(media, codecs);
        }

        if (section.Receive is { } track)
        {
            track.IsActive = sends;
        }
    }

    // A peer on a single connection offers recvonly m-lines for our tracks to move into.
    private void PlaceSend(MediaSection section, IReadOnlyList<NegotiatedCodec> codecs, bool receives)
    {
        section.PeerReceives = receives;
        if (receives && !section.Rests)
        {
            section.Send ??= _sendTracks.Find(track => track.Mid is null && track.Kind == section.Kind);
        }

        if (section.Send is { } send)
        {
            send.Mid = section.Mid;
            send.Activate(receives ? codecs : []);
        }
    }

    private void ApplyAnswered(MediaSection section, MediaDescription media, MediaDirection direction)
    {
        section.Rejected = media.IsRejected;
        if (section.IsData)
        {
            ReadMaxMessageSize(media);
            return;
        }

        LearnFeedback(section, media);
        if (section.Send is { } send)
        {
            var accepts = !media.IsRejected && direction.HasFlag(MediaDirection.RecvOnly);
            send.Activate(accepts ? CodecMatching.Match(media) : []);
        }

        if (section.Receive is { } receive)
        {
            receive.IsActive = !media.IsRejected && direction.HasFlag(MediaDirection.SendOnly);
        }
    }

    private void LearnFeedback(MediaSection section, MediaDescription media)
    {
        section.Extensions.Clear();
        var supported = HeaderExtensionIds.Supported(section.Kind == TrackKind.Audio);
        foreach (var map in media.ExtensionMaps)
        {
            if (supported.Contains(map.Uri) && Extensions.Learn(map.Uri, map.Id) == map.Id)
            {
                section.Extensions.Add(map.Uri);
            }
        }

        section.HasTransportFeedback = media.RtcpFeedbacks.Any(feedback => feedback.Type == "transport-cc");
    }

    private void ReadMaxMessageSize(MediaDescription media) =>
        PeerMaxMessageSize = media.Number("max-message-size") is { } size ? (size == 0 ? int.MaxValue : size) : 65_536;

    /// <summary>
    /// Gives every track without an m-line the first free one of its kind, or a new one. At the most m-lines that a session may have it waits for one that
    /// becomes free: an offer of more would not be answered.
    /// </summary>
    private void PlaceTracks()
    {
        foreach (var track in _sendTracks)
        {
            if (track.Mid is not null)
            {
                continue;
            }

            var section = _sections.Find(free =>
                free.Kind == track.Kind && free.Send is null && !free.Rests && free.Receive is not { IsActive: true } && !free.IsData);
            if (section is null)
            {
                if (_sections.Count >= maxSections)
                {
                    continue;
                }

                section = new MediaSection(NewMid(), track.Kind);
                _sections.Add(section);
            }
            else if (section.Rejected)
            {
                // RFC 8829 section 5.2.2: a recycled m-line takes a new mid.
                section.Rejected = false;
                section.Mid = NewMid();
                section.Receive = null;
            }

            section.Send = track;
            track.Mid = section.Mid;
        }
    }

    private static MediaSection NewSection(MediaDescription media)
    {
        var isData = media.Kind == "application" && media.Protocol.EndsWith("DTLS/SCTP", StringComparison.Ordinal)
            && media.Formats.Contains("webrtc-datachannel");
        TrackKind? kind = media.Kind switch { "audio" => TrackKind.Audio, "video" => TrackKind.Video, _ => null };
        return new MediaSection(media.Mid!, kind) { IsData = isData, MediaWord = media.Kind };
    }

    private string NewMid()
    {
        while (true)
        {
            var mid = (_nextMid++).ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (!_sections.Exists(section => section.Mid == mid))
            {
                return mid;
            }
        }
    }

    private uint NewSsrc() => Rtp.Ssrc.NewRandom(random).Value;
}
