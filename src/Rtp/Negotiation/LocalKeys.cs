using Switchroom.Rtp.Sdp;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rtp.Negotiation;

/// <summary>Our SDES keys: one per suite, kept for the session so that a re-offer does not restart the encryption.</summary>
internal sealed class LocalKeys(Random random)
{
    private readonly Dictionary<SrtpProfile, SrtpMasterKey> _keys = [];

    /// <summary>The key that we offered, or will.</summary>
    public SrtpMasterKey Of(SrtpProfile profile) => _keys.TryGetValue(profile, out var key) ? key : New(profile, default);

    /// <summary>The key that answers one of theirs: named in packets as theirs is. Under another name it is another key, as a new start of its index must be.</summary>
    /// <param name="theirs">The key that is answered.</param>
    /// <param name="isAnothers">It is of a far end that knows nothing of how far our key has been used.</param>
    public SrtpMasterKey For(SrtpMasterKey theirs, bool isAnothers) =>
        !isAnothers && _keys.TryGetValue(theirs.Profile, out var key) && key.Mki == theirs.Mki ? key : New(theirs.Profile, theirs.Mki);

    /// <summary>Writes one crypto line per suite; the tag counts from 1.</summary>
    public void Offer(MediaDescription media, IReadOnlyList<SrtpProfile> profiles)
    {
        for (var i = 0; i < profiles.Count; i++)
        {
            media.Attributes.Add("crypto", CryptoAttribute.Of(i + 1, Of(profiles[i])).ToString());
        }
    }

    private SrtpMasterKey New(SrtpProfile profile, SrtpMki mki) => _keys[profile] = SrtpMasterKey.NewRandom(profile, random).WithMki(mki);
}
