using System.Collections.Immutable;
using System.Net;

namespace Switchroom.Rooms.Worker;

/// <summary>What a worker needs to know of the world, and its limits.</summary>
public sealed record MediaWorkerOptions
{
    /// <summary>The UDP socket that all WebRTC connections of this worker share.</summary>
    public required SocketId WebRtcSocket { get; init; }

    /// <summary>The certificate WebRTC connections show.</summary>
    public required WebRtcIdentity Identity { get; init; }

    /// <summary>The wall clock time of monotonic zero, for sender reports.</summary>
    public DateTimeOffset WallClockAtZero { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The bandwidth towards a subscriber to start from, in bit/s.</summary>
    public long StartBitrate { get; init; } = 3_000_000;

    /// <summary>Addresses and ports at which clients reach <see cref="WebRtcSocket"/>, best first.</summary>
    public ImmutableArray<IPEndPoint> UdpCandidates { get; init; } = [];

    /// <summary>Addresses and ports at which clients reach the ICE-TCP listener (RFC 6544), best first; empty without one.</summary>
    public ImmutableArray<IPEndPoint> TcpCandidates { get; init; } = [];

    /// <summary>Most rooms.</summary>
    public int MaxRooms { get; init; } = 10_000;

    /// <summary>Most participants in all rooms together.</summary>
    public int MaxParticipants { get; init; } = 20_000;
}
