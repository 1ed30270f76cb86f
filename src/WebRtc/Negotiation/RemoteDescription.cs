using Switchroom.Rtp.Sdp;
using Switchroom.WebRtc.Dtls;

namespace Switchroom.WebRtc.Negotiation;

/// <summary>A peer's description whose session-wide parts have been checked.</summary>
internal sealed record RemoteDescription(SessionDescription Session, IceCredentials Ice, string Fingerprint, string Setup)
{
    /// <summary>Parses and checks; null with the reason when refused.</summary>
    internal static RemoteDescription? Read(string text, int maxSections, out NegotiationError error, out string detail)
    {
        error = NegotiationError.None;
        detail = "";
        if (!SessionDescription.TryParse(text.AsSpan(), out var session, out var refusal))
        {
            (error, detail) = (NegotiationError.Malformed, $"the description is not SDP: {refusal}");
            return null;
        }

        (error, detail) = Check(session!, maxSections);
        var bearer = session!.Media.Find(media => !media.IsRejected) ?? session.Media.FirstOrDefault();
        if (error != NegotiationError.None || bearer is null)
        {
            return null;
        }

        if (IceCredentials.Of(session, bearer) is not { } ice)
        {
            (error, detail) = (NegotiationError.NoIceCredentials, "ice-ufrag and ice-pwd are missing or too short");
            return null;
        }

        if (ReadFingerprint(session, bearer) is not { } fingerprint)
        {
            (error, detail) = (NegotiationError.NoFingerprint, "there is no sha-256 fingerprint");
            return null;
        }

        return new RemoteDescription(session, ice, fingerprint, session.ValueFor(bearer, "setup") ?? "actpass");
    }

    private static (NegotiationError, string) Check(SessionDescription session, int maxSections)
    {
        if (session.Media.Count == 0)
        {
            return (NegotiationError.Malformed, "the description has no m-line");
        }

        if (session.Media.Count > maxSections)
        {
            return (NegotiationError.TooManySections, $"{session.Media.Count} m-lines are more than {maxSections}");
        }

        var bundled = session.Groups.Where(group => group.Semantics == SdpGroup.Bundle).SelectMany(group => group.Mids).ToHashSet();
        var mids = new HashSet<string>();
        foreach (var media in session.Media)
        {
            // A mid goes back into header extensions of at most 16 octets.
            if (media.Mid is not { Length: > 0 and <= 16 } mid || !mids.Add(mid))
            {
                return (NegotiationError.BadMid, $"an m-line has no usable mid: '{media.Mid}'");
            }

            if (!media.IsRejected && !bundled.Contains(mid))
            {
                return (NegotiationError.NotBundled, $"m-line {mid} is not in the BUNDLE group");
            }

            if (!media.IsRejected && media.Kind is "audio" or "video" && !media.Attributes.Has("rtcp-mux"))
            {
                return (NegotiationError.NotBundled, $"m-line {mid} has no rtcp-mux");
            }
        }

        return (NegotiationError.None, "");
    }

    private static string? ReadFingerprint(SessionDescription session, MediaDescription bearer)
    {
        foreach (var value in bearer.Attributes.Values("fingerprint").Concat(session.Attributes.Values("fingerprint")))
        {
            var space = value.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && value[..space].Equals("sha-256", StringComparison.OrdinalIgnoreCase)
                && CertificateFingerprint.IsWellFormed(value[(space + 1)..].Trim()))
            {
                return value[(space + 1)..].Trim().ToUpperInvariant();
            }
        }

        return null;
    }
}
