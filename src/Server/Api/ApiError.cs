namespace Switchroom.Server.Api;

/// <summary>A refusal in Daily's shape: a stable word for programs, a sentence for people.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Error">The stable word.</param>
/// <param name="Info">The sentence; clients compare some of them.</param>
internal sealed record ApiError(int Status, string Error, string? Info = null)
{
    public static ApiError Invalid(string info) => new(400, "invalid-request-error", info);

    public static ApiError NotFound(string info) => new(404, "not-found", info);

    public static ApiError NoRoom(string room) => NotFound($"room {room} not found");

    /// <summary>Several clients look for <c>does not seem to be hosting a call</c> and try again.</summary>
    public static ApiError NotHosting(string room) => NotFound($"room {room} does not seem to be hosting a call currently");

    public static ApiError SessionLimit(string room, int limit) => Invalid($"room {room} has reached its limit of {limit} concurrent SIP and PSTN sessions");

    public static ApiError Unavailable(string info) => new(503, "server-error", info);
}
