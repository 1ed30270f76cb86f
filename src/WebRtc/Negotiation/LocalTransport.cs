using Switchroom.Rtp.Sdp;
using Switchroom.WebRtc.Ice;

namespace Switchroom.WebRtc.Negotiation;

/// <summary>What every description of ours says of the transport.</summary>
/// <param name="Ice">Our credentials.</param>
/// <param name="Fingerprint">Our certificate's sha-256 fingerprint.</param>
/// <param name="Candidates">Where we are reached.</param>
/// <param name="MaxMessageSize">Largest data channel message taken.</param>
internal sealed record LocalTransport(IceCredentials Ice, string Fingerprint, IReadOnlyList<IceCandidate> Candidates, int MaxMessageSize);
