using System.Collections.Concurrent;
using System.Text.Json;
using Switchroom.Server.Signalling.Protocol;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Signalling;

/// <summary>
/// A participant that joined through signalling, for as long as it is in its room: it outlives its WebSocket, so that it can resume
/// on another one. What it is and does is the rooms' business; here is only who it came as and where its messages go.
/// </summary>
internal sealed class SignalParticipant(string roomId, string participantId, JoinGrant grant, ClientDescription client)
{
    /// <summary>Departures remembered for a participant without a WebSocket; beyond that it is told to join anew.</summary>
    public const int MaxMissed = 1000;

    private readonly ConcurrentQueue<ParticipantInfo> _missed = new();
    private volatile SignalConnection? _connection;

    public string RoomId { get; } = roomId;

    public string ParticipantId { get; } = participantId;

    public JoinGrant Grant { get; } = grant;

    /// <summary>The claims of the token it came with, to sign them anew.</summary>
    public JsonElement Claims { get; init; }

    public ClientDescription Client { get; } = client;

    /// <summary>Whether it publishes and subscribes on one WebRTC connection.</summary>
    public bool HasOneConnection { get; init; }

    /// <summary>Whether its JoinResponse was sent: nothing may come before it.</summary>
    public bool HasJoined { get; set; }

    /// <summary>Its tracks that somebody subscribed to once; the publisher is told the first time only. Worker thread only.</summary>
    public HashSet<string> SubscribedTracks { get; } = [];

    /// <summary>Asked by the client: end the next resumed WebSocket, with (true) or without (false) a first answer.</summary>
    public bool? DisconnectOnResume { get; set; }

    public SignalConnection? Connection => _connection;

    /// <summary>Held while its WebSocket comes or goes and the room is told so: told in another order, one that is here would be waited for, and removed.</summary>
    public Lock Turn { get; } = new();

    /// <summary>Makes this its WebSocket from now on; the former one, if any, is ended.</summary>
    public void Attach(SignalConnection connection) => Interlocked.Exchange(ref _connection, connection)?.Abort(ConnectionEnd.Replaced);

    /// <summary>Forgets this WebSocket; false when another took its place already.</summary>
    public bool Detach(SignalConnection connection) => Interlocked.CompareExchange(ref _connection, null, connection) == connection;

    public void Send(SignalResponse message) => _connection?.Send(message);

    public void Send(ReadOnlyMemory<byte> encoded) => _connection?.Send(encoded);

    /// <summary>Remembers that someone left while this one could not be told: the state sent at a resume lists only who is there.</summary>
    public void Miss(ParticipantInfo gone)
    {
        if (_missed.Count < MaxMissed)
        {
            _missed.Enqueue(gone);
        }
    }

    /// <summary>Everybody who left meanwhile.</summary>
    public IReadOnlyList<ParticipantInfo> TakeMissed()
    {
        List<ParticipantInfo> missed = [];
        while (_missed.TryDequeue(out ParticipantInfo? gone))
        {
            missed.Add(gone);
        }

        return missed;
    }
}
