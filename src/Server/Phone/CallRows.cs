using System.Text.Json;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Phone;

/// <summary>The stored row of a call: as it begins, and as it stands later.</summary>
internal static class CallRows
{
    /// <summary>Makes a new row each time it is asked: a write that is tried again needs a fresh one.</summary>
    public static Func<StoredCallLeg> Of(CallSetup setup, DateTimeOffset now) => () => new StoredCallLeg
    {
        Id = setup.Facts.SessionId,
        DomainId = setup.Facts.DomainId,
        RoomId = setup.StoredRoomId,
        RoomName = setup.Facts.Room,
        Direction = "out",
        State = "dialing",
        Target = setup.Facts.Destination,
        DisplayName = setup.DisplayName,
        UserId = setup.Facts.UserId,
        CallerIdId = setup.Facts.CallerId,
        CallerNumber = setup.Facts.Origin,
        TrunkId = setup.Plan.Routes[0].TrunkId,
        IdempotencyKey = setup.IdempotencyKey,
        RequestHash = setup.IdempotencyKey is null ? null : setup.RequestHash,
        Metadata = setup.Facts.Metadata?.ToJsonString(),
        CreatedAt = now,
        NodeId = setup.NodeId,
    };

    /// <summary>How a call stands now, as something that brings its row up to date later: the session goes on meanwhile.</summary>
    public static Action<StoredCallLeg> StateOf(CallSession session)
    {
        var report = session.Report;
        var state = session.Leg.State.ToString().ToLowerInvariant();
        var trunk = session.TrunkId;
        var recovery = session.Recovery;
        var outcome = session.Leg.Outcome is { } ended ? CallEvents.NameOf(ended.Reason) : null;
        var quality = session.Quality is null ? null : JsonSerializer.Serialize(QualityView.Of(session.Quality), QualityView.Json);
        var ladder = session.IsOver ? JsonSerializer.Serialize(LadderView.Of(session.Ladder), QualityView.Json) : null;
        return row =>
        {
            row.State = state;
            row.TrunkId = trunk;
            row.Recovery = recovery;
            row.Codec = report.Codec;
            row.SipCallId = report.SipCallId;
            row.SipCode = report.SipCode;
            row.SipReason = report.SipReason;
            row.Reason = outcome;
            row.EndedBy = report.EndedBy;
            row.RingingAt = report.RingingAt;
            row.AnsweredAt = report.AnsweredAt;
            row.EndedAt = report.EndedAt;
            row.Quality = quality;
            row.Ladder = ladder ?? row.Ladder;
            row.Version++;
        };
    }
}
