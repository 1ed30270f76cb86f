using System.Net;
using Switchroom.Server.Network.SipFlows;
using Switchroom.Sip.Flows;

namespace Switchroom.Server.Tests.Network.SipFlows;

public sealed class SipConnectionTests
{
    [Fact]
    public async Task AConnectionThatJustEndedMayStillBeClosedBySomebodyWhoHoldsIt()
    {
        var options = new SipThreadOptions();
        using var mailbox = new SipMailbox(10);
        var flow = new FlowId(SipTransport.Tcp, new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2), 1);
        var connection = new SipConnection(flow, new MemoryStream(), isIncoming: true, options, mailbox, () => TimeSpan.Zero);
        await connection.Run(new SourceLimiter(1, 1));
        connection.Dispose();

        connection.Close();
        connection.Abort();

        Assert.False(connection.Send(new byte[1]));
    }
}
