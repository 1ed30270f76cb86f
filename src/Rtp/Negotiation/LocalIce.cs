using System.Globalization;
using System.Net;
using Switchroom.Rtp.Sdp;

namespace Switchroom.Rtp.Negotiation;

/// <summary>Our half of ICE in descriptions: lite, with one host candidate for each component (RFC 8445 section 5.2, RFC 8839).</summary>
internal sealed class LocalIce(IPEndPoint address, Random random)
{
    private const uint HostPreference = 126u << 24;
    private const uint OnlyAddress = 0xFFFFu << 8;

    private IceCredentials? _local;
    private IceCredentials? _remote;

    /// <summary>Ours.</summary>
    public IceCredentials Local => _local ??= IceCredentials.Create(random);

    /// <summary>Agrees with an offer. Credentials that replace others of theirs are a restart and get new ones of ours (RFC 8839 section 4.4.3).</summary>
    public IceAgreement Answer(RemoteAudio audio)
    {
        if (_remote is not null && _remote != audio.Ice)
        {
            _local = null;
        }

        return Agree(audio);
    }

    /// <summary>Agrees with the answer to an offer that <see cref="Write"/> added to.</summary>
    public IceAgreement Agree(RemoteAudio audio)
    {
        _remote = audio.Ice!;
        return new(Local, _remote, audio.IsIceLite);
    }

    /// <summary>Adds our credentials and candidates; the second component is RTCP on a port of its own.</summary>
    public void Write(SessionDescription session, MediaDescription media, bool withRtcp)
    {
        session.Attributes.Add("ice-lite");
        session.Attributes.Add("ice-options", "ice2");
        media.Attributes.Add("ice-ufrag", Local.Ufrag);
        media.Attributes.Add("ice-pwd", Local.Password);
        AddCandidate(media, 1);
        if (withRtcp)
        {
            media.Attributes.Add("rtcp", (address.Port + 1).ToString(CultureInfo.InvariantCulture));
            AddCandidate(media, 2);
        }
    }

    private void AddCandidate(MediaDescription media, int component)
    {
        var priority = HostPreference | OnlyAddress | (uint)(256 - component);
        var candidate = new IceCandidateAttribute("1", component, "UDP", priority, address.Address.ToString(), address.Port + component - 1);
        media.Attributes.Add("candidate", candidate.ToString());
    }
}
