using System.Net;
using Switchroom.Rooms.Worker;

namespace Switchroom.Server.Network;

/// <summary>Takes what sockets received.</summary>
internal interface IDatagramReceiver
{
    /// <summary>A datagram, or a frame of a connection.</summary>
    /// <param name="socket">Where it came in.</param>
    /// <param name="datagram">Its octets; valid during the call.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="waited">How long it lay in the kernel's queue; zero where the system does not tell.</param>
    void Received(SocketId socket, ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan waited);

    /// <summary>A connection ended, by either side.</summary>
    void Closed(SocketId connection);
}

/// <summary>
/// The sockets of one worker thread. Two implementations: batches by system call on Linux, plain sockets elsewhere.
/// All members but <see cref="Wake"/> belong to the thread.
/// </summary>
internal interface IWorkerSockets : IDisposable
{
    /// <summary>Opens a UDP socket.</summary>
    /// <param name="local">The address.</param>
    /// <param name="bufferSize">Octets that the kernel keeps for it.</param>
    /// <param name="bound">The address with its port.</param>
    /// <param name="patience">
    /// What arrives wakes nobody and waits for <see cref="ReceivePatient"/> of this phase, where the system can tell when it came; null for what is handed on at once.
    /// </param>
    /// <exception cref="System.Net.Sockets.SocketException">The address is taken or not ours.</exception>
    SocketId BindUdp(IPEndPoint local, int bufferSize, out IPEndPoint bound, MixPhase? patience = null);

    /// <summary>
    /// Opens a listener for ICE-TCP; accepted connections become sockets of their own, and are closed when nothing comes of them (<see cref="CloseIdle"/>).
    /// </summary>
    /// <exception cref="System.Net.Sockets.SocketException">The address is taken or not ours.</exception>
    SocketId ListenTcp(IPEndPoint local, out IPEndPoint bound);

    /// <summary>Closes a socket or connection; unknown ids are ignored.</summary>
    void Close(SocketId socket);

    /// <summary>
    /// Closes the connections that are idle (<see cref="FramedConnection.IsIdle"/>), and listens again where no descriptor was free for one. Wanted about
    /// once a second.
    /// </summary>
    void CloseIdle(TimeSpan now, IDatagramReceiver receiver);

    /// <summary>Waits until something arrives, <see cref="Wake"/> is called or the time is up, and hands on all that arrived.</summary>
    void Receive(TimeSpan timeout, IDatagramReceiver receiver);

    /// <summary>Whether any socket waits for <see cref="ReceivePatient"/> of a phase.</summary>
    bool HasPatient(MixPhase phase);

    /// <summary>Hands on what has arrived at the patient sockets of a phase, without waiting.</summary>
    void ReceivePatient(MixPhase phase, IDatagramReceiver receiver);

    /// <summary>Sends a datagram now or with the next <see cref="Flush"/>; the bytes are copied if kept.</summary>
    void Send(SocketId socket, IPEndPoint to, ReadOnlySpan<byte> datagram);

    /// <summary>Sends what waits.</summary>
    void Flush();

    /// <summary>Ends a wait in <see cref="Receive"/>. Any thread.</summary>
    void Wake();
}
