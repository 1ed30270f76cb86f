using System.Text.Json;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Settings;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Requests;

/// <summary>Session descriptions and candidates from the client.</summary>
internal static class NegotiationRequests
{
    private const string CandidatePrefix = "candidate:";

    public static WorkerCommand Offer(SignalParticipant from, SessionDescription offer) =>
        new PublisherOffer(from.RoomId, from.ParticipantId, offer.Sdp, offer.Id);

    public static WorkerCommand Answer(SignalParticipant from, SessionDescription answer) =>
        new SubscriberAnswer(from.RoomId, from.ParticipantId, answer.Sdp, answer.Id);

    /// <summary>A candidate; null where it says nothing we could use.</summary>
    public static WorkerCommand? Trickle(SignalParticipant from, TrickleRequest trickle, SignallingSettings settings)
    {
        if (from.Connection is { } connection && ++connection.Candidates > settings.MaxCandidates)
        {
            connection.Close(ConnectionEnd.TooManyCandidates);
            return null;
        }

        return CandidateOf(trickle.CandidateInit) is { } candidate
            ? new TrickleCandidate(from.RoomId, from.ParticipantId, RoleOf(trickle.Target), candidate)
            : null;
    }

    public static PeerRole RoleOf(SignalTarget target) => target == SignalTarget.Subscriber ? PeerRole.Subscriber : PeerRole.Publisher;

    private static string? CandidateOf(string candidateInit)
    {
        try
        {
            using JsonDocument init = JsonDocument.Parse(candidateInit);
            if (init.RootElement.ValueKind != JsonValueKind.Object
                || !init.RootElement.TryGetProperty("candidate", out JsonElement member)
                || member.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            string line = member.GetString()!;
            return line.StartsWith(CandidatePrefix, StringComparison.Ordinal) ? line[CandidatePrefix.Length..] : line;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
