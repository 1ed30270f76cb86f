using Microsoft.Extensions.DependencyInjection;
using Switchroom.Server.Phone;
using Switchroom.Server.Tests.Phone.Support;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Tests.Phone;

public sealed class IncomingCallsTests
{
    [Fact]
    public async Task ACallFromOutsideIsRefusedWithTheReason()
    {
        await using var server = await CallServer.StartAsync();
        using var phone = new TestLine();
        var room = server.Services.GetRequiredService<ISipLine>().OwnUri("lobby");

        phone.Post(new StartCall(new CallKey(Guid.NewGuid()), new CallRequest { Target = room, From = SipUri.Parse(phone.Uri), Offer = SipBody.Sdp("v=0\r\n") }));

        var failed = await phone.ExpectAsync<CallFailed>();
        Assert.Equal((501, "Calls Into Rooms Are Not Implemented"), (failed.Status, failed.ReasonPhrase));
    }
}
