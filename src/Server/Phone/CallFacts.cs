using System.Text.Json.Nodes;
using Switchroom.Server.Storage;

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

    /// <summary>As the call's row keeps them.</summary>
    public static CallFacts Of(StoredCallLeg leg) => new()
    {
        SessionId = leg.Id,
        DomainId = leg.DomainId,
        Room = leg.RoomName,
        UserId = leg.UserId,
        Destination = leg.Target,
        Origin = leg.CallerNumber ?? "",
        CallerId = leg.CallerIdId,
        Metadata = leg.Metadata is null ? null : JsonNode.Parse(leg.Metadata),
    };
}
