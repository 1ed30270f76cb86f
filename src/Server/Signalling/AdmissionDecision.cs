using System.Text.Json;
using Switchroom.Rooms.Membership;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Signalling;

/// <summary>Whether a client may join: either a status and a sentence, or who it is in which room.</summary>
internal sealed record AdmissionDecision
{
    /// <summary>The HTTP status; 200 when admitted.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Why not, for people.</summary>
    public string Reason { get; init; } = "";

    public JoinGrant? Grant { get; init; }

    /// <summary>The token's claims as they were signed; undefined without a token.</summary>
    public JsonElement Claims { get; init; }

    public string ParticipantId { get; init; } = "";

    public ParticipantProfile? Profile { get; init; }

    /// <summary>The meeting to open when none is on.</summary>
    public RoomConfig? Config { get; init; }

    public bool IsAdmitted => Status == StatusCodes.Status200OK;

    public static AdmissionDecision Refuse(int status, string reason) => new() { Status = status, Reason = reason };
}
