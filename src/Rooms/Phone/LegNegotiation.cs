using Switchroom.Rooms.Worker;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Sdp;

namespace Switchroom.Rooms.Phone;

/// <summary>Session descriptions of a leg as text, in and out.</summary>
internal sealed class LegNegotiation(PhoneLegOptions options, Random random)
{
    private readonly AudioOfferAnswer _session = new(OptionsOf(options), random);
    private string? _lastAnswer;

    /// <summary>What is settled; null before the first answer.</summary>
    public AudioAgreement? Agreement => _session.Agreement;

    /// <summary>We hold the far end.</summary>
    public bool HoldsThem => _session.LocalDirection != MediaDirection.SendRecv;

    /// <summary>Our ICE credentials in an offer that may be answered yet; null when there is no such offer.</summary>
    public IceCredentials? OfferedIce => _session.OfferedIce;

    public string Offer()
    {
        _lastAnswer = null;
        return _session.CreateOffer().ToString();
    }

    public void Hold(bool onHold) => _session.LocalDirection = onHold ? MediaDirection.SendOnly : MediaDirection.SendRecv;

    /// <summary>Takes an answer. The same again, as a 200 repeats what a 183 said, is no news.</summary>
    public CommandResult TakeAnswer(string sdp, out bool isNews)
    {
        isNews = sdp != _lastAnswer;
        if (!isNews)
        {
            return CommandResult.Done;
        }

        if (!SessionDescription.TryParse(sdp, out var answer, out var malformed))
        {
            return Malformed(malformed);
        }

        if (!_session.TryAcceptAnswer(answer!, out _, out var refusal))
        {
            return Refused(refusal);
        }

        _lastAnswer = sdp;
        return CommandResult.Done;
    }

    /// <summary>Answers an offer. One of ours that still waits was refused, or the far end could not offer.</summary>
    public CommandResult TakeOffer(string sdp, out string answer)
    {
        answer = "";
        if (!SessionDescription.TryParse(sdp, out var offer, out var malformed))
        {
            return Malformed(malformed);
        }

        _session.AbandonOffer();
        if (!_session.TryAnswer(offer!, out var description, out _, out var refusal))
        {
            return Refused(refusal);
        }

        answer = description!.ToString();
        return CommandResult.Done;
    }

    private static AudioOptions OptionsOf(PhoneLegOptions options) => new(options.Advertised)
    {
        Codecs = [.. options.AudioCodecs.Select(EncodingOf).OfType<AudioEncoding>()],
        PacketTime = Math.Clamp((int)options.PacketTime.TotalMilliseconds / 10 * 10, AudioOfferAnswer.MinPacketTime, AudioOfferAnswer.MaxPacketTime),
        OfferIce = options.OfferIce,
        Srtp = options.Encryption switch
        {
            PhoneEncryption.Required => SrtpPolicy.Required,
            PhoneEncryption.Optional => SrtpPolicy.Optional,
            _ => SrtpPolicy.WhenOffered,
        },
    };

    private static AudioEncoding? EncodingOf(string name) => name.ToUpperInvariant() switch
    {
        "OPUS" => AudioEncoding.Opus,
        "G722" => AudioEncoding.G722,
        "PCMU" => AudioEncoding.Pcmu,
        "PCMA" => AudioEncoding.Pcma,
        _ => null,
    };

    private static CommandResult Malformed(SdpRefusal refusal) =>
        CommandResult.Refused(CommandRefusal.BadDescription, $"The session description cannot be read: {refusal}.");

    private static CommandResult Refused(NegotiationRefusal refusal) => CommandResult.Refused(
        refusal == NegotiationRefusal.WrongState ? CommandRefusal.WrongState : CommandRefusal.BadDescription,
        refusal switch
        {
            NegotiationRefusal.NoAudio => "There is no audio line that can be used.",
            NegotiationRefusal.NoCommonCodec => "No audio codec is common to both ends.",
            NegotiationRefusal.EncryptionRequired => "Encryption is required and the far end gave no key.",
            NegotiationRefusal.EncryptionNotAllowed => "The far end requires encryption, which is switched off.",
            NegotiationRefusal.NoCommonCrypto => "No crypto line of the far end can be used: its suite must be one of ours, with one inline key and no parameter that changes the packets.",
            NegotiationRefusal.Rejected => "The far end rejected the audio line.",
            NegotiationRefusal.LinesDiffer => "The answer has fewer lines than the offer, and none in the place of its audio.",
            NegotiationRefusal.NoAddress => "The audio line has no address.",
            _ => "There is no offer to answer.",
        });
}
