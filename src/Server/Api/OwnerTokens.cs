using Switchroom.Rooms.Membership;
using Switchroom.Server.Storage;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Api;

/// <summary>Who sent a request.</summary>
/// <param name="Key">Whose rights the request has; null when it is refused.</param>
/// <param name="Refusal">Why it is refused.</param>
/// <param name="TokenRoom">The one room that the bearer's token is good for; null for API keys and for tokens of all rooms.</param>
internal readonly record struct Bearer(ApiKey? Key, ApiError? Refusal, string? TokenRoom = null);

/// <summary>Meeting tokens in the place of an API key: whoever owns or administers a room may dial from it.</summary>
internal sealed class OwnerTokens(TokenReader tokens, ApiKeys keys)
{
    /// <summary>Whether a bearer has the form of a token (RFC 7519) rather than of a key.</summary>
    public static bool LooksLikeToken(string bearer) => bearer.Count(c => c == '.') == 2;

    /// <summary>The key that signed the token, when it entitles its bearer to administer this room; else why not.</summary>
    public async Task<Bearer> FindAsync(string token, string room, CancellationToken cancel)
    {
        var result = await tokens.ReadAsync(token, cancellation: cancel);
        if (result.Grant is not { KeyId: { } keyId } grant || await keys.FindByIdAsync(keyId, cancel) is not { } key)
        {
            return new Bearer(null, new ApiError(401, "authentication-error"));
        }

        if (grant.Room is not null && grant.Room != room)
        {
            return new Bearer(null, new ApiError(403, "forbidden-error", $"the meeting token is for room {grant.Room}, not {room}"));
        }

        var rights = grant.PermissionsIn(ParticipantPermissions.Default).CanAdmin;
        return grant.IsOwner || rights.HasFlag(AdminRights.Participants)
            ? new Bearer(key, null, grant.Room)
            : new Bearer(null, new ApiError(403, "forbidden-error", "the meeting token must be of a room owner or participant admin"));
    }
}
