using System.Net;
using System.Text;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Sdp;

namespace Switchroom.Fuzz.Rtp;

/// <summary>Session descriptions: parsing, every typed reader, writing what was read, and answering it.</summary>
internal sealed class SdpTarget : FuzzTarget
{
    private static readonly AudioOptions Options = new(new IPEndPoint(IPAddress.Loopback, 10_000)) { OfferIce = true };

    public override string Name => "sdp";

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (!SessionDescription.TryParse(input, out var description, out var refusal))
        {
            Require(refusal != SdpRefusal.None && description is null, "a refusal has a reason");
            return;
        }

        var text = description!.ToString();
        Require(SessionDescription.TryParse(text, out var again, out refusal), $"what we write can be read: {refusal}");
        Require(again!.ToString() == text, "writing is canonical");
        description.Media.ForEach(media => ReadAll(description, media));
        _ = description.Groups.Count();
        Answer(description);
    }

    private static void ReadAll(SessionDescription session, MediaDescription media)
    {
        _ = (session.DirectionOf(media), session.ConnectionOf(media)?.IsUnspecified, media.IsRejected, media.Number("ptime"));
        _ = media.PayloadTypes.Count() + media.RtpMaps.Count() + media.Parameters.Count() + media.RtcpFeedbacks.Count();
        _ = media.ExtensionMaps.Count() + media.Ssrcs.Count() + media.SsrcGroups.Count() + media.Rids.Count() + media.Candidates.Count();
        _ = media.Cryptos.Count(crypto => crypto.TryGetKey(out _));
        foreach (var value in media.Attributes.Values("simulcast"))
        {
            SimulcastDescription.TryParse(value, out _);
        }

        Fingerprint.TryParse(session.ValueFor(media, "fingerprint"), out _);
        RtcpAddress.TryParse(media.Attributes.Value("rtcp"), out _);
    }

    private static void Answer(SessionDescription offer)
    {
        var session = new AudioOfferAnswer(Options, new Random(1));
        if (session.TryAnswer(offer, out var answer, out var agreement, out _))
        {
            Require(answer!.Media.Count == offer.Media.Count, "an answer has the offer's lines");
            Require(agreement!.PacketTime is >= AudioOfferAnswer.MinPacketTime and <= AudioOfferAnswer.MaxPacketTime, "the packet time is bounded");
            Require(Encoding.UTF8.GetByteCount(session.CreateOffer().ToString()) > 0, "a new offer can follow");
        }

        var offerer = new AudioOfferAnswer(Options, new Random(1));
        offerer.CreateOffer();
        offerer.TryAcceptAnswer(offer, out _, out _);
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidOperationException(what);
        }
    }
}
