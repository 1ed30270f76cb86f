using System.Net;

namespace Switchroom.Rooms.Worker;

/// <summary>
/// A datagram a worker wants sent. The bytes belong to the worker and stay valid until its next input
/// (<c>Handle…</c> call), so a thread may collect a batch before it sends.
/// </summary>
/// <param name="Socket">Where it leaves from; for a TCP connection the bytes are framed by RFC 4571 before they are written.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Bytes">The payload of the datagram.</param>
public readonly record struct WorkerDatagram(SocketId Socket, IPEndPoint To, ReadOnlyMemory<byte> Bytes);
