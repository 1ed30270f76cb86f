using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Switchroom.Server.Storage;

/// <summary>One phone or SIP endpoint in one room, from the request to its end.</summary>
internal sealed class StoredCallLeg
{
    /// <summary>The session id, which is the participant id.</summary>
    public required string Id { get; init; }

    public required string DomainId { get; init; }

    public required string RoomId { get; init; }

    public required string RoomName { get; init; }

    /// <summary><c>out</c> or <c>in</c>.</summary>
    public required string Direction { get; init; }

    /// <summary><c>dialing</c>, <c>ringing</c>, <c>answered</c> or <c>ended</c>.</summary>
    public required string State { get; set; }

    /// <summary>SIP URI or E.164 number.</summary>
    public required string Target { get; init; }

    public string? DisplayName { get; set; }

    public string? UserId { get; set; }

    /// <summary>Id of the owned number that calls.</summary>
    public string? CallerIdId { get; set; }

    public string? CallerNumber { get; set; }

    public string? TrunkId { get; set; }

    /// <summary>The caller's own name for the request: the same key answers with the same leg.</summary>
    public string? IdempotencyKey { get; init; }

    public string? RequestHash { get; init; }

    /// <summary>JSON the caller attached.</summary>
    public string? Metadata { get; set; }

    public string? Codec { get; set; }

    public string? SipCallId { get; set; }

    public int? SipCode { get; set; }

    public string? SipReason { get; set; }

    public string? Reason { get; set; }

    public string? EndedBy { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RingingAt { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Statistics of the media, JSON.</summary>
    public string? Quality { get; set; }

    /// <summary>The SIP messages of the call with their times, JSON.</summary>
    public string? Ladder { get; set; }

    /// <summary>The dialogs that another process would have to end if this one were killed now, JSON; null once the call is over.</summary>
    public string? Recovery { get; set; }

    /// <summary>Where the latest transfer led and how it ended, JSON.</summary>
    public string? Transfer { get; set; }

    /// <summary>The server that runs it, the only one to tell it as cut off; null where an older version wrote the row.</summary>
    public string? NodeId { get; set; }

    public int Version { get; set; }

    public static void Map(EntityTypeBuilder<StoredCallLeg> leg)
    {
        leg.ToTable("call_legs", table =>
        {
            table.HasCheckConstraint("ck_call_legs_direction", "direction IN ('in', 'out')");
            table.HasCheckConstraint("ck_call_legs_state", "state IN ('dialing', 'ringing', 'answered', 'ended')");
        });
        leg.HasIndex(row => new { row.DomainId, row.IdempotencyKey }).IsUnique().HasFilter("idempotency_key IS NOT NULL");
        leg.HasIndex(row => new { row.DomainId, row.RoomName, row.CreatedAt });
        leg.HasIndex(row => new { row.State, row.EndedAt });
        leg.Property(row => row.Version).IsConcurrencyToken();
        leg.HasOne<StoredDomain>().WithMany().HasForeignKey(row => row.DomainId);
    }
}
