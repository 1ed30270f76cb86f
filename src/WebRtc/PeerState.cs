namespace Switchroom.WebRtc;

/// <summary>Where a peer is between its creation and its end.</summary>
public enum PeerState
{
    /// <summary>No description has been exchanged.</summary>
    New,

    /// <summary>Waiting for ICE checks or for the DTLS handshake.</summary>
    Connecting,

    /// <summary>ICE has a path and DTLS is done: media and data flow.</summary>
    Connected,

    /// <summary>The peer was connected and its checks stopped coming; it may still return (RFC 7675).</summary>
    Disconnected,

    /// <summary>The peer cannot come back; see <see cref="PeerFailed"/>.</summary>
    Failed,

    /// <summary>Closed by either side.</summary>
    Closed,
}
