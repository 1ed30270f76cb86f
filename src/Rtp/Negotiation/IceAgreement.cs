using Switchroom.Rtp.Sdp;

namespace Switchroom.Rtp.Negotiation;

/// <summary>That both sides do ICE (RFC 8839), we as the lite one.</summary>
/// <param name="Local">Our credentials; new ones after the far end restarted.</param>
/// <param name="Remote">Theirs.</param>
/// <param name="RemoteIsLite">They are lite as well: nobody checks, and their default address holds (RFC 8445 section 6.1.1).</param>
public sealed record IceAgreement(IceCredentials Local, IceCredentials Remote, bool RemoteIsLite);
