using System.Net;

namespace Switchroom.WebRtc;

/// <summary>
/// The two ends a datagram travels between: our socket, by a number that the caller chooses (a UDP socket, or one accepted ICE-TCP
/// connection), and the peer's address. A peer proves each path by an ICE check before anything else is taken from it.
/// </summary>
/// <param name="Socket">The caller's number for its socket or TCP connection; opaque here.</param>
/// <param name="Remote">The peer's address as the socket saw it.</param>
public readonly record struct TransportPath(int Socket, IPEndPoint Remote);
