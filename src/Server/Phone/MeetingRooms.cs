using System.Net;
using Switchroom.Rooms.Membership;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Network;
using Switchroom.Server.Network.SipFlows;
using Switchroom.Server.Settings;
using Switchroom.Server.Signalling;

namespace Switchroom.Server.Phone;

/// <summary>The meetings that calls go into.</summary>
internal sealed class MeetingRooms(RoomDirectory directory, IRoomDefinitions definitions, SipSettings settings, TimeProvider clock)
{
    public RoomDirectory Directory => directory;

    /// <summary>Whether anybody is in the room.</summary>
    public bool IsHosting(CallRoom room) => directory.Find(room.DomainId, room.Name) is { Participants.Count: > 0 };

    /// <summary>
    /// The address for SDP: the setting, else the one that packets to the far end leave from, so that a phone on this machine or in a
    /// network of its own is told what it can reach.
    /// </summary>
    public IPEndPoint MediaAddress(PhoneSockets sockets, IPEndPoint? farEnd) =>
        settings.Address is null && farEnd is not null && LocalAddress.Towards(farEnd) is { } own ? new IPEndPoint(own, sockets.Advertised.Port) : sockets.Advertised;

    /// <summary>The room's meeting; where there is none, a new one if that is allowed, else null.</summary>
    public async Task<RoomSnapshot?> FindOrOpenAsync(CallRoom room, bool mayOpen, CancellationToken cancel)
    {
        if (directory.Find(room.DomainId, room.Name) is { Participants.Count: > 0 } meeting)
        {
            return meeting;
        }

        return mayOpen && await definitions.FindAsync(room.DomainId, room.Name, cancel) is { } definition
            ? await directory.OpenAsync(definition.Config with { RoomId = RoomIds.New(), Name = room.Name, CreatedAt = clock.GetUtcNow() })
            : null;
    }
}
