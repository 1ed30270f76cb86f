using Microsoft.Extensions.DependencyInjection;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;
using Switchroom.Server.Signalling;
using Switchroom.Server.Tests.Phone.Support;

namespace Switchroom.Server.Tests.Events;

public sealed class RoomEventRecorderTests
{
    [Fact]
    public async Task WhoeverIsInARoomThatIsClosedHasLeftIt()
    {
        await using var server = await CallServer.StartAsync();
        var rooms = server.Services.GetRequiredService<RoomDirectory>();
        var room = await rooms.OpenAsync(new RoomConfig { RoomId = RoomIds.New(), Name = "closing", DomainId = server.Api.DomainId });
        await rooms.SendAsync(new Join(room.RoomId, "ann", new ParticipantProfile { Identity = "ann" }));
        await server.NextAsync("participant.joined", "ann");

        await rooms.SendAsync(new CloseRoom(room.RoomId));

        await server.NextAsync("participant.left", "ann");
        await server.NextAsync("meeting.ended");
    }
}
