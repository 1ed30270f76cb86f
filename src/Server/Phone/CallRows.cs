using Switchroom.Server.Storage;

namespace Switchroom.Server.Phone;

/// <summary>The stored row of a call as it begins.</summary>
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
    };
}
