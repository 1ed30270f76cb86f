using Switchroom.Rtp.Sdp;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rtp.Negotiation;

/// <summary>
/// Offer/answer for the sound of one SIP leg (RFC 3264): makes offers, answers offers, takes answers, for the life of the session.
/// One audio stream is used; every other m-line is rejected, in its place.
/// </summary>
/// <param name="options">What we offer and accept.</param>
/// <param name="random">For keys and ids; cryptographic outside tests.</param>
public sealed class AudioOfferAnswer(AudioOptions options, Random random)
{
    /// <summary>The least sound in a packet, in milliseconds.</summary>
    public const int MinPacketTime = 10;

    /// <summary>The most sound in a packet, in milliseconds.</summary>
    public const int MaxPacketTime = 60;

    private readonly PayloadTypeTable _types = new();
    private readonly LocalKeys _keys = new(random);
    private readonly LocalDescription _description = new(options, random);
    private readonly LocalIce _ice = new(options.Address, random);
    private bool _ourOfferWasLast;
    private bool _offeredIce;

    /// <summary>What is settled now; null before the first answer.</summary>
    public AudioAgreement? Agreement { get; private set; }

    /// <summary>Our ICE credentials in an offer that may be answered, or answered again by another fork; null when there is no such offer.</summary>
    public IceCredentials? OfferedIce => _ourOfferWasLast && _offeredIce ? _ice.Local : null;

    /// <summary>Whether our offer waits for its answer.</summary>
    public bool IsOffering { get; private set; }

    /// <summary>
    /// What we want: SendRecv; SendOnly or Inactive to put the far end on hold; set before <see cref="CreateOffer"/> or <see cref="TryAnswer"/>.
    /// </summary>
    public MediaDirection LocalDirection { get; set; } = MediaDirection.SendRecv;

    /// <summary>Makes an offer: the first, or a new one within the session with the same lines in the same order.</summary>
    public SessionDescription CreateOffer()
    {
        var session = _description.Begin();
        var media = new MediaDescription("audio", options.Address.Port, _description.Lines.Protocol ?? (options.Srtp == SrtpPolicy.Required ? "RTP/SAVP" : "RTP/AVP"));
        var clocks = new List<int>();
        foreach (var codec in options.Codecs)
        {
            LocalDescription.AddFormat(media, codec, _types.Of(codec));
            clocks.Add(codec.ClockRate);
        }

        if (options.ComfortNoise && clocks.Contains(AudioEncoding.ComfortNoise.ClockRate))
        {
            LocalDescription.AddFormat(media, AudioEncoding.ComfortNoise, _types.Of(AudioEncoding.ComfortNoise));
        }

        foreach (var clock in options.TelephoneEvents ? clocks.Distinct() : [])
        {
            var events = AudioEncoding.TelephoneEvent(clock);
            LocalDescription.AddFormat(media, events, _types.Of(events));
        }

        if (options.Srtp is SrtpPolicy.Optional or SrtpPolicy.Required || Agreement?.SendKey is not null)
        {
            _keys.Offer(media, options.SrtpProfiles);
        }

        LocalDescription.AddTransport(media, LocalDirection, options.PacketTime, options.RtcpMux);
        _offeredIce = options.OfferIce || Agreement?.Ice is not null;
        if (_offeredIce)
        {
            _ice.Write(session, media, withRtcp: Agreement?.RtcpMux != true);
        }

        IsOffering = _ourOfferWasLast = true;
        return _description.Finish(session, media);
    }

    /// <summary>Takes the answer to our offer. A later answer to the same offer, as forks and early media bring, replaces it.</summary>
    public bool TryAcceptAnswer(SessionDescription answer, out AudioAgreement? agreement, out NegotiationRefusal refusal)
    {
        agreement = null;
        // Some far ends leave out lines that were refused before; what counts is the one in the place of our audio.
        refusal = !_ourOfferWasLast ? NegotiationRefusal.WrongState
            : answer.Media.Count <= _description.Lines.AudioIndex ? NegotiationRefusal.LinesDiffer
            : NegotiationRefusal.None;
        if (refusal != NegotiationRefusal.None)
        {
            return false;
        }

        var audio = new RemoteAudio(answer, answer.Media[_description.Lines.AudioIndex]);
        refusal = audio.Media.IsRejected || audio.Media.Kind != "audio" ? NegotiationRefusal.Rejected : RefusalOf(audio);
        if (refusal != NegotiationRefusal.None)
        {
            return false;
        }

        agreement = Settle(audio, Common(audio), LocalDirection & audio.Direction.Reversed(), asAnswerer: false, out refusal);
        if (agreement is null)
        {
            return false;
        }

        IsOffering = false;
        _description.Lines.Protocol = audio.Media.Protocol;
        Agreement = agreement;
        return true;
    }

    /// <summary>Forgets an offer that was refused (488, 491, …): what was settled before still holds (RFC 3261 section 14.1).</summary>
    public void AbandonOffer() => IsOffering = _ourOfferWasLast = false;

    /// <summary>Answers their offer. A refusal changes nothing: what was settled before still holds.</summary>
    public bool TryAnswer(SessionDescription offer, out SessionDescription? answer, out AudioAgreement? agreement, out NegotiationRefusal refusal)
    {
        (answer, agreement) = (null, null);
        if (IsOffering)
        {
            refusal = NegotiationRefusal.WrongState;
            return false;
        }

        if (!TryChoose(offer, out var audio, out refusal))
        {
            return false;
        }

        var common = Common(audio!);
        var direction = LocalDirection & audio!.Direction.Reversed();
        agreement = Settle(audio, common, direction, asAnswerer: true, out refusal);
        if (agreement is null)
        {
            return false;
        }

        var session = _description.Begin();
        var media = new MediaDescription("audio", options.Address.Port, audio.Media.Protocol);
        foreach (var format in agreement.Receive)
        {
            LocalDescription.AddFormat(media, format.Codec, format.PayloadType);
        }

        if (agreement.SendKey is { } key)
        {
            media.Attributes.Add("crypto", CryptoAttribute.Of(audio.Crypto(options)!.Value.Line.Tag, key).ToString());
        }

        if (audio.Media.Mid is { } mid)
        {
            media.Attributes.Add("mid", mid);
        }

        LocalDescription.AddTransport(media, direction, agreement.PacketTime, audio.RtcpMux);
        if (agreement.Ice is not null)
        {
            _ice.Write(session, media, withRtcp: !audio.RtcpMux);
        }
        else if (audio.Ice is not null)
        {
            media.Attributes.Add("ice-mismatch");
        }

        _description.Lines.Take(offer, audio.Media);
        _ourOfferWasLast = false;
        answer = _description.Finish(session, media);
        Agreement = agreement;
        return true;
    }

    // Of several audio lines, as in "secure if you can" offers, the best that we can take; the first among equals.
    private bool TryChoose(SessionDescription offer, out RemoteAudio? chosen, out NegotiationRefusal refusal)
    {
        chosen = null;
        refusal = NegotiationRefusal.NoAudio;
        foreach (var media in offer.Media)
        {
            var audio = new RemoteAudio(offer, media);
            if (media.Kind != "audio" || media.IsRejected || !audio.IsSupportedProtocol)
            {
                continue;
            }

            var reason = RefusalOf(audio);
            if (reason == NegotiationRefusal.None && (chosen is null || (audio.IsSecureProfile && !chosen.IsSecureProfile)))
            {
                chosen = audio;
            }

            refusal = chosen is null ? reason : NegotiationRefusal.None;
        }

        return chosen is not null;
    }

    private NegotiationRefusal RefusalOf(RemoteAudio audio)
    {
        if (audio.Connection is null)
        {
            return NegotiationRefusal.NoAddress;
        }

        if (Common(audio).Count == 0)
        {
            return NegotiationRefusal.NoCommonCodec;
        }

        var hasKey = audio.Crypto(options) is not null;
        return options.Srtp switch
        {
            SrtpPolicy.Disabled => audio.IsSecureProfile ? NegotiationRefusal.EncryptionNotAllowed : NegotiationRefusal.None,
            SrtpPolicy.Required when !hasKey && !audio.Media.Cryptos.Any() => NegotiationRefusal.EncryptionRequired,
            SrtpPolicy.Required when !hasKey => NegotiationRefusal.NoCommonCrypto,
            _ => audio.IsSecureProfile && !hasKey ? NegotiationRefusal.NoCommonCrypto : NegotiationRefusal.None,
        };
    }

    /// <summary>The codecs known to both, in the order that decides.</summary>
    private List<AudioFormat> Common(RemoteAudio audio)
    {
        var common = new List<AudioFormat>();
        foreach (var (type, map, parameters) in audio.Formats())
        {
            if (options.Codecs.FirstOrDefault(codec => codec.Matches(map)) is { } codec && !common.Exists(format => format.Codec == codec))
            {
                common.Add(new AudioFormat(codec, type, parameters));
            }
        }

        return common;
    }

    private AudioAgreement? Settle(
        RemoteAudio audio, List<AudioFormat> common, MediaDirection direction, bool asAnswerer, out NegotiationRefusal refusal)
    {
        // An answer's first codec is the one to use; in an offer the order is a wish, and ours may go before it.
        var send = asAnswerer && !options.TheirOrder
            ? common.MinBy(format => options.Codecs.ToList().IndexOf(format.Codec))!
            : common[0];
        var crypto = options.Srtp == SrtpPolicy.Disabled ? null : audio.Crypto(options);
        refusal = NegotiationRefusal.None;
        var events = Named(audio, AudioEncoding.TelephoneEventName, options.TelephoneEvents);
        var noise = Named(audio, AudioEncoding.ComfortNoise.Name, options.ComfortNoise).FindAll(format => format.Codec.ClockRate == send.Codec.ClockRate);
        List<AudioFormat> receive = asAnswerer ? [send, .. noise, .. EventsFor(events, send)] : [.. common, .. noise, .. events];
        return new AudioAgreement
        {
            Send = send,
            Receive = Received(receive, asAnswerer),
            SendEvents = EventsFor(events, send).FirstOrDefault(),
            SendComfortNoise = noise.FirstOrDefault(),
            Direction = direction,
            Remote = audio.Address,
            RemoteRtcp = audio.RtcpAddress,
            RtcpMux = audio.RtcpMux && (asAnswerer || options.RtcpMux),
            PacketTime = audio.PacketTime(options.PacketTime),
            SendKey = crypto is not { } chosen ? null : asAnswerer ? _keys.For(chosen.Key, IsElsewhere(audio, chosen.Key)) : _keys.Of(chosen.Key.Profile),
            ReceiveKey = crypto?.Key,
            Ice = !UsesIce(audio) ? null : asAnswerer ? _ice.Answer(audio) : _offeredIce ? _ice.Agree(audio) : null,
        };
    }

    // What may come, under our numbers. Where an answer gives other ones, many far ends send under theirs, which RFC 3264 section 5.1 does not mean: those are
    // understood as well where they stand for nothing else.
    private List<AudioFormat> Received(List<AudioFormat> formats, bool asAnswerer)
    {
        var received = formats.ConvertAll(format => format with { PayloadType = _types.Of(format.Codec, asAnswerer ? format.PayloadType : null) });
        foreach (var format in asAnswerer ? [] : formats)
        {
            if (!received.Exists(known => known.PayloadType == format.PayloadType) && !_types.Has(format.PayloadType))
            {
                received.Add(format);
            }
        }

        return received;
    }

    // Another key from another address may be of another device, which cannot know how often our sequence numbers have begun anew (RFC 4568 section 7.1.4).
    private bool IsElsewhere(RemoteAudio audio, SrtpMasterKey key) =>
        Agreement is { ReceiveKey: { } before } && !before.SameAs(key) && audio.Address is { } address && !address.Equals(Agreement.Remote);

    // Once their checks work, the address in a description may be one that only the checks brought to light.
    private bool UsesIce(RemoteAudio audio) =>
        audio.Ice is not null && !audio.Media.Attributes.Has("ice-mismatch") && (audio.Ice == Agreement?.Ice?.Remote || !audio.IsIceMismatch);

    private static List<AudioFormat> Named(RemoteAudio audio, string name, bool wanted)
    {
        var found = new List<AudioFormat>();
        foreach (var (type, map, parameters) in wanted ? audio.Formats() : [])
        {
            if (map.Is(name))
            {
                var codec = name == AudioEncoding.TelephoneEventName ? AudioEncoding.TelephoneEvent(map.ClockRate) : AudioEncoding.ComfortNoise;
                found.Add(new AudioFormat(codec with { ClockRate = map.ClockRate }, type, parameters));
            }
        }

        return found;
    }

    // The event format on the codec's clock goes first; one on another clock is better than none.
    private static List<AudioFormat> EventsFor(List<AudioFormat> events, AudioFormat send) =>
        [.. events.OrderBy(format => format.Codec.ClockRate == send.Codec.ClockRate ? 0 : 1)];
}
