using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Events;
using Switchroom.Server.Phone;
using Switchroom.Server.Storage;
using Switchroom.Server.Tests.Phone.Support;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Tests.Phone;

public sealed class CallControlTests
{
    [Fact]
    public async Task ACallThatIsStoppedBeforeItsRowIsWrittenIsNeverDialledAndItsRowSaysThatItEnded()
    {
        await using var server = await CallServer.StartAsync();
        using var line = new TestLine();
        var setup = new CallSetup
        {
            Facts = new CallFacts { SessionId = Guid.NewGuid().ToString(), DomainId = server.Api.DomainId, Room = "room", Destination = line.Uri, Origin = "sip:room@127.0.0.1" },
            Plan = new CallPlan { Routes = [new CallRoute(new CallRequest { Target = SipUri.Parse(line.Uri), From = SipUri.Parse("sip:room@127.0.0.1") }, null)] },
            StoredRoomId = "stored",
            RoomId = "meeting",
            DisplayName = "phone",
            Codecs = ["PCMU"],
        };
        var id = setup.Facts.SessionId;
        Assert.Null(await server.Control.ReserveAsync(setup));
        Assert.True(await server.Control.StopCallAsync("room", id, "api"));
        await server.NextAsync("dialout.stopped", id);
        await server.Services.GetRequiredService<CallPlaces>().RecordAsync(setup);
        var leg = new AddPhoneLeg("meeting", id, new PhoneLegOptions { Rtp = new SocketId(1), Rtcp = new SocketId(2), Advertised = new(0, 0) });

        Assert.Null(await server.Control.BeginAsync(id, leg));

        await server.Control.ReleaseAsync(id);
        await server.Services.GetRequiredService<EventJournal>().RecordAsync(server.Api.DomainId, null);
        await using var context = server.Services.GetRequiredService<Store>().Open();
        Assert.Equal(("ended", "api"), await context.CallLegs.Where(row => row.Id == id).Select(row => new ValueTuple<string, string>(row.State, row.EndedBy!)).SingleAsync());
        Assert.Equal((0, 0), (server.Control.Count, server.Control.Load.OfDomain(server.Api.DomainId)));
    }
}
