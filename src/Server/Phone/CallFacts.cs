using System.Text.Json.Nodes;

namespace Switchroom.Server.Phone;

/// <summary>What stays the same about a dial-out through its life, as its events name it.</summary>
internal sealed record CallFacts
{
    public required string SessionId { get; init; }

    public required string DomainId { get; init; }

    public required string Room { get; init; }

    public string? UserId { get; init; }

    /// <summary>What was asked for: an E.164 number, or the whole <c>sip:</c> URI.</summary>
    public required string Destination { get; init; }

    /// <summary>Who calls: the E.164 caller id, or the room's own SIP address.</summary>
    public required string Origin { get; init; }

    /// <summary>Id of the owned number that is the caller id; null where there is none.</summary>
    public string? CallerId { get; init; }

    /// <summary>The caller's own JSON from the request.</summary>
    public JsonNode? Metadata { get; init; }
}
