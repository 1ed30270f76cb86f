namespace Switchroom.Rooms.Worker;

/// <summary>
/// Names a socket or a framed TCP connection of the thread that drives a worker. The engine never sees the socket itself:
/// the thread numbers what it opens, and the numbers are never used again.
/// </summary>
/// <param name="Value">The number, unique within one worker.</param>
public readonly record struct SocketId(int Value);
