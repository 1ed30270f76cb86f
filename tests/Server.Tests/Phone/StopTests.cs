using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Switchroom.Server.Storage;
using Switchroom.Server.Tests.Phone.Support;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Phone;

/// <summary>What far ends see of a server that stops in the middle of their calls.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task AByeThatWasLostIsRepeatedBeforeTheServerIsGone()
    {
        var byes = 0;
        using var phone = new RawPhone(request => request.Method == SipMethod.Bye && ++byes == 1 ? null : 200);
        await using var server = await CallServer.StartAsync();
        var id = await server.DialAsync(await server.NewRoomAsync(), new { sipUri = phone.Uri });
        await server.NextAsync("dialout.answered", id);

        await server.StopAsync();

        var lost = await phone.ExpectAsync(SipMethod.Bye);
        Assert.Equal(lost.CSeq, (await phone.ExpectAsync(SipMethod.Bye)).CSeq);
        await using var context = server.Services.GetRequiredService<Store>().Open();
        var row = await context.CallLegs.SingleAsync(leg => leg.Id == id);
        Assert.Equal(("ended", "shutdown"), (row.State, row.EndedBy));
    }

    [Fact]
    public async Task ARowSaysHowToEndACallUntilItsFarEndHasConfirmed()
    {
        var deaf = true;
        using var phone = new RawPhone(_ => Volatile.Read(ref deaf) ? null : 200);
        await using var server = await CallServer.StartAsync();
        var room = await server.NewRoomAsync();
        var id = await server.DialAsync(room, new { sipUri = phone.Uri });
        await server.NextAsync("dialout.answered", id);
        await server.MustPostAsync($"/rooms/{room}/dialOut/stop", new { sessionId = id });
        await server.NextAsync("dialout.stopped", id);
        await phone.ExpectAsync(SipMethod.Bye);
        Assert.NotNull((await RowAsync(server, id)).Recovery);

        Volatile.Write(ref deaf, false);

        using var patience = new CancellationTokenSource(TestProcess.Patience);
        while ((await RowAsync(server, id)).Recovery is not null)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task APhoneThatRingsStopsRinging()
    {
        await using var server = await CallServer.StartAsync();
        using var line = new TestLine();
        await server.DialAsync(await server.NewRoomAsync(), new { sipUri = line.Uri });
        await line.RingAsync();

        await server.StopAsync();

        Assert.Equal(CallEndCause.Cancelled, (await line.ExpectAsync<CallEnded>()).Cause);
    }

    private static async Task<StoredCallLeg> RowAsync(CallServer server, string id)
    {
        await using var context = server.Services.GetRequiredService<Store>().Open();
        return await context.CallLegs.SingleAsync(leg => leg.Id == id);
    }
}
