using Switchroom.Server.Api;
using Switchroom.Server.Api.Calls;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Phone.Transfers;

/// <summary>Where a transfer leads: to a room of this server, or to a party that is dialled.</summary>
/// <param name="Room">The room; null where somebody is dialled.</param>
/// <param name="Request">What is dialled.</param>
/// <param name="Dial">How.</param>
internal sealed record TransferTarget(CallRoom? Room, DialOutRequest? Request = null, DialTarget? Dial = null);

/// <summary>Decides where a transfer may lead, or why not.</summary>
internal sealed class TransferTargets(CallRooms rooms, RoomAddresses addresses, DialTargets targets, CallControl control)
{
    public async Task<(TransferTarget? Target, ApiError? Error)> FindAsync(CallRoom room, TransferRequest request, CancellationToken cancel)
    {
        if (request.Sip is { } sip && await addresses.RoomOfAsync(room.DomainId, SipUri.Parse(sip.Uri), cancel) is { } name)
        {
            return await ToRoomAsync(room, name, request.TokenRoom, cancel);
        }

        if (!DialOutRules.Of(room).MayDialOut)
        {
            return (null, ApiError.Invalid("dial-out not enabled for room. add enable_dialout property to room"));
        }

        var dialled = new DialOutRequest(room, request.Sip, request.PhoneNumber)
        {
            DisplayName = request.PhoneNumber ?? (request.Sip!.User.Length > 0 ? request.Sip.User : request.Sip.Uri),
            CallerId = request.CallerId,
            Extension = request.Extension,
            WaitBeforeExtension = request.WaitBeforeExtension,
        };
        var (target, error) = await targets.FindAsync(dialled, control.Load, control.Now, cancel);
        return target is null ? (null, error) : (new TransferTarget(Room: null, dialled, target), null);
    }

    private async Task<(TransferTarget?, ApiError?)> ToRoomAsync(CallRoom room, string name, string? tokenRoom, CancellationToken cancel)
    {
        if (tokenRoom is not null && tokenRoom != name)
        {
            return (null, new ApiError(403, "forbidden-error", $"the meeting token is for room {tokenRoom}, not {name}"));
        }

        if (await rooms.FindAsync(room.DomainId, name, room.KeyId, control.WallNow, cancel) is not { } other)
        {
            return (null, ApiError.NoRoom(name));
        }

        return (new TransferTarget(other), null);
    }
}
