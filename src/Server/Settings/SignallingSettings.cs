namespace Switchroom.Server.Settings;

/// <summary>The signalling WebSocket's limits.</summary>
/// <param name="MaxMessageBytes">Largest message a client may send; an offer of a hundred tracks is about 200 KB.</param>
/// <param name="MessagesPerSecond">Messages a client may send per second, on average.</param>
/// <param name="MessageBurst">Messages a client may send at once, after a quiet time.</param>
/// <param name="MaxCandidates">ICE candidates a client may send on one WebSocket; we are ICE-lite and need none of them.</param>
/// <param name="MaxQueuedMessages">Messages that may wait for a client that reads slowly, before its WebSocket is closed.</param>
/// <param name="PingSeconds">How often a client is to ping; three times that in silence is taken for the end of the WebSocket.</param>
internal sealed record SignallingSettings(
    int MaxMessageBytes, int MessagesPerSecond, int MessageBurst, int MaxCandidates, int MaxQueuedMessages, int PingSeconds)
{
    /// <summary>How often a client gets a token that is valid twice as long.</summary>
    public int TokenRefreshSeconds { get; init; } = 300;

    /// <summary>After how many silent seconds either side takes the WebSocket for dead.</summary>
    public int PingTimeoutSeconds => PingSeconds * 3;

    public static SignallingSettings Read(SettingsReader reader) => new(
        reader.Number("Signalling:MaxMessageBytes", 1024 * 1024, 16 * 1024, 16 << 20),
        reader.Number("Signalling:MessagesPerSecond", 50, 5, 10_000),
        reader.Number("Signalling:MessageBurst", 500, 50, 100_000),
        reader.Number("Signalling:MaxCandidates", 1000, 10, 100_000),
        reader.Number("Signalling:MaxQueuedMessages", 4000, 100, 100_000),
        reader.Number("Signalling:PingSeconds", 5, 1, 60))
    {
        TokenRefreshSeconds = reader.Number("Signalling:TokenRefreshSeconds", 300, 1, 86_400),
    };
}
