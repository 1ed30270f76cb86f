using Switchroom.WebRtc.Media;
using Switchroom.WebRtc.Negotiation;

namespace Switchroom.WebRtc;

/// <summary>The offers and answers of one peer: reads the other's, checks what each must say, applies it, and writes ours.</summary>
internal sealed class DescriptionExchange(PeerConnectionOptions options, PeerTransport transport, Negotiator negotiator, MediaReceiver receiver)
{
    /// <summary>Takes the peer's offer and answers it. A changed ufrag restarts ICE (RFC 8445 section 9).</summary>
    internal OfferResult HandleOffer(string sdp, Func<ReceiveTrack, string?>? preferredCodec, TimeSpan now)
    {
        if (negotiator.AwaitsAnswer)
        {
            return new OfferResult(null, NegotiationError.WrongState, "an offer of ours waits for its answer");
        }

        if (ReadRemote(sdp, DtlsRoleDemand.Offer, out var error, out var detail) is not { } offer)
        {
            return new OfferResult(null, error, detail);
        }

        if (negotiator.ApplyOffer(offer) is { } mismatch)
        {
            return new OfferResult(null, NegotiationError.SectionMismatch, mismatch);
        }

        if (preferredCodec is not null)
        {
            foreach (var track in negotiator.ReceiveTracks)
            {
                track.Prefer(preferredCodec(track));
            }
        }

        TakeRemote(offer, now);
        return new OfferResult(negotiator.CreateAnswer(LocalTransport(), offer), NegotiationError.None, "");
    }

    /// <summary>Makes our offer of everything there is now; the peer's answer must come before another exchange.</summary>
    internal string CreateOffer(bool restartIce)
    {
        if (restartIce)
        {
            transport.Ice.Restart();
        }

        return negotiator.CreateOffer(LocalTransport());
    }

    /// <summary>Takes the answer to our last offer.</summary>
    internal AnswerResult HandleAnswer(string sdp, TimeSpan now)
    {
        if (!negotiator.AwaitsAnswer)
        {
            return new AnswerResult(NegotiationError.WrongState, "no offer of ours waits for an answer");
        }

        if (ReadRemote(sdp, DtlsRoleDemand.Answer, out var error, out var detail) is not { } answer)
        {
            return new AnswerResult(error, detail);
        }

        if (negotiator.ApplyAnswer(answer) is { } mismatch)
        {
            return new AnswerResult(NegotiationError.SectionMismatch, mismatch);
        }

        TakeRemote(answer, now);
        return new AnswerResult(NegotiationError.None, "");
    }

    private RemoteDescription? ReadRemote(string sdp, DtlsRoleDemand kind, out NegotiationError error, out string detail)
    {
        var remote = RemoteDescription.Read(sdp, options.MaxMediaSections, out error, out detail);
        if (remote is null)
        {
            return null;
        }

        var wanted = kind == DtlsRoleDemand.Offer ? remote.Setup is "actpass" or "active" : remote.Setup == "active";
        if (!wanted)
        {
            (error, detail) = (NegotiationError.BadSetup, $"a=setup:{remote.Setup} leaves us the DTLS client, which we never are");
            return null;
        }

        if (transport.RemoteFingerprint is { } known && known != remote.Fingerprint)
        {
            (error, detail) = (NegotiationError.NoFingerprint, "the fingerprint changed; a new certificate needs a new connection");
            return null;
        }

        return remote;
    }

    private void TakeRemote(RemoteDescription remote, TimeSpan now)
    {
        transport.SetRemote(remote.Ice, remote.Fingerprint, now);
        receiver.Prune();
    }

    private LocalTransport LocalTransport() => new(
        transport.Ice.Local, options.Dtls.Certificate.Fingerprint, options.Candidates, options.MaxMessageSize);

    private enum DtlsRoleDemand
    {
        Offer,
        Answer,
    }
}
