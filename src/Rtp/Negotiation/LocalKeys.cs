using Switchroom.Rtp.Sdp;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rtp.Negotiation;

/// <summary>Our SDES keys: one per suite, kept for the session so that a re-offer does not restart the encryption.</summary>
internal sealed class LocalKeys(Random random)
{
    private readonly Dictionary<SrtpProfile, SrtpMasterKey> _keys = [];

    public SrtpMasterKey Of(SrtpProfile profile)
    {
        if (!_keys.TryGetValue(profile, out var key))
        {
            _keys[profile] = key = SrtpMasterKey.NewRandom(profile, random);
        }

        return key;
    }

    /// <summary>Writes one crypto line per suite; the tag counts from 1.</summary>
    public void Offer(MediaDescription media, IReadOnlyList<SrtpProfile> profiles)
    {
        for (var i = 0; i < profiles.Count; i++)
        {
            media.Attributes.Add("crypto", CryptoAttribute.Of(i + 1, Of(profiles[i])).ToString());
        }
    }
}
