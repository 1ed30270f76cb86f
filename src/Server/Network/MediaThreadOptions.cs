using System.Net;

namespace Switchroom.Server.Network;

/// <summary>Where a media worker's thread listens and what it tells others about it.</summary>
internal sealed record MediaThreadOptions
{
    /// <summary>The local address sockets bind to.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Any;

    /// <summary>The UDP port browsers use, and the TCP port of the same number; 0 takes any.</summary>
    public int WebRtcPort { get; init; }

    /// <summary>Whether browsers are told of the UDP port.</summary>
    public bool Udp { get; init; } = true;

    /// <summary>Whether the ICE-TCP listener is opened.</summary>
    public bool Tcp { get; init; } = true;

    /// <summary>Addresses told to browsers, best first; empty takes <see cref="Listen"/>.</summary>
    public IReadOnlyList<IPAddress> WebRtcAddresses { get; init; } = [];

    /// <summary>The address written into phone legs' SDP; null takes <see cref="Listen"/>.</summary>
    public IPAddress? PhoneAddress { get; init; }

    /// <summary>Size asked for the shared socket's kernel buffers, each way.</summary>
    public int SocketBuffer { get; init; } = 8 * 1024 * 1024;

    /// <summary>Size asked for a phone leg's kernel buffers, each way.</summary>
    public int PhoneSocketBuffer { get; init; } = 64 * 1024;

    /// <summary>Most ICE-TCP connections at a time.</summary>
    public int MaxConnections { get; init; } = 2_000;

    /// <summary>Most commands that may wait; more are refused, so that a stuck worker cannot fill memory.</summary>
    public int MaxQueuedCommands { get; init; } = 100_000;
}
