using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchroom.Server.Api.Calls;

/// <summary>
/// What the REST API asks of the calls that are going on. Rooms are named as in the path. A null answer means that the room hosts no call.
/// The requests have passed their validation.
/// </summary>
internal interface IRoomCalls
{
    /// <summary>Ends the call of a room that was deleted; nothing where there is none.</summary>
    Task CloseAsync(string domainId, string room, CancellationToken cancel);

    /// <summary>Who is in the room.</summary>
    Task<IReadOnlyList<PresentParticipant>?> PresenceAsync(string domainId, string room, CancellationToken cancel);

    /// <summary>Who is in which room of the domain; rooms without a call are left out.</summary>
    Task<IReadOnlyDictionary<string, IReadOnlyList<PresentParticipant>>> PresenceAsync(string domainId, CancellationToken cancel);

    /// <summary>Ejects, and answers the session ids that were.</summary>
    Task<IReadOnlyList<string>?> EjectAsync(string domainId, string room, EjectRequest request, CancellationToken cancel);

    /// <summary>Sends an app message to one participant, or to all where <paramref name="recipient"/> is <c>*</c>.</summary>
    Task<ApiError?> SendMessageAsync(string domainId, string room, JsonElement data, string recipient, CancellationToken cancel);

    /// <summary>The data of the session.</summary>
    Task<JsonObject?> ReadSessionDataAsync(string domainId, string room, CancellationToken cancel);

    /// <summary>Changes the data of the session.</summary>
    Task<ApiError?> ChangeSessionDataAsync(string domainId, string room, SessionDataChange change, CancellationToken cancel);

    /// <summary>Changes what participants may do. The keys are session ids, or <c>*</c> for all; the values name only what changes.</summary>
    Task<ApiError?> UpdatePermissionsAsync(string domainId, string room, IReadOnlyDictionary<string, JsonElement> changes, CancellationToken cancel);
}

/// <summary>Somebody in a room.</summary>
/// <param name="Id">Session id.</param>
/// <param name="UserId">Daily's user id; null where the token had none.</param>
/// <param name="UserName">Shown name.</param>
/// <param name="JoinedAt">When they came.</param>
internal sealed record PresentParticipant(string Id, string? UserId, string? UserName, DateTimeOffset JoinedAt);

/// <summary>Whom to eject, by session id and by user id; banned ones cannot come back to this meeting.</summary>
internal sealed record EjectRequest(IReadOnlyList<string> Ids, IReadOnlyList<string> UserIds, bool Ban);

/// <summary>A change of the session data.</summary>
/// <param name="Data">What is put in.</param>
/// <param name="Replace">All of it is replaced, rather than merged key by key.</param>
/// <param name="KeysToDelete">Keys that are taken out.</param>
internal sealed record SessionDataChange(JsonObject Data, bool Replace, IReadOnlyList<string> KeysToDelete);
