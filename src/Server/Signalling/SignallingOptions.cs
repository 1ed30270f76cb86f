namespace Switchroom.Server.Signalling;

/// <summary>Settings of the signalling WebSocket, bound from <c>Switchroom:Signalling</c>. Every limit has its default here.</summary>
internal sealed class SignallingOptions
{
    /// <summary>Largest message a client may send, in bytes. An offer of a hundred tracks is about 200 KB.</summary>
    public int MaxMessageBytes { get; set; } = 512 * 1024;

    /// <summary>Messages a client may send per second, on average.</summary>
    public int MessagesPerSecond { get; set; } = 50;

    /// <summary>Messages a client may send at once, after a quiet time.</summary>
    public int MessageBurst { get; set; } = 500;

    /// <summary>ICE candidates a client may send on one WebSocket. We are ICE-lite and need none of them.</summary>
    public int MaxCandidates { get; set; } = 1000;

    /// <summary>Messages that may wait for a client that reads slowly, before its WebSocket is closed.</summary>
    public int MaxQueuedMessages { get; set; } = 4000;

    /// <summary>How often a client is to ping, in seconds.</summary>
    public int PingIntervalSeconds { get; set; } = 5;

    /// <summary>After how many silent seconds either side takes the WebSocket for dead.</summary>
    public int PingTimeoutSeconds { get; set; } = 15;

    /// <summary>How long a token that is handed to a connected LiveKit client is valid, in seconds; it gets a new one at half of that.</summary>
    public int RefreshTokenSeconds { get; set; } = 600;

    /// <summary>STUN and TURN servers told to clients.</summary>
    public IceServerOptions IceServers { get; set; } = new();
}
