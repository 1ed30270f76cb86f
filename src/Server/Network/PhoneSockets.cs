using System.Net;
using Switchroom.Rooms.Worker;

namespace Switchroom.Server.Network;

/// <summary>A bound pair of sockets for a phone leg, on the worker that has the room. Closed when the worker says the leg is closed.</summary>
/// <param name="Rtp">The RTP socket.</param>
/// <param name="Rtcp">The RTCP socket.</param>
/// <param name="Advertised">Address and RTP port for SDP.</param>
internal sealed record PhoneSockets(SocketId Rtp, SocketId Rtcp, IPEndPoint Advertised);
