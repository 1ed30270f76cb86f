using Switchroom.Server.Network.SipFlows.Resolution;
using Switchroom.Sip;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;

namespace Switchroom.Interop.Tests.Sip;

/// <summary>Names of carriers as a real name server tells them (RFC 3263).</summary>
public sealed class DnsTests
{
    [Fact]
    public async Task ADomainsNaptrAndSrvLeadToItsServer()
    {
        using var callee = new SipAgent();
        using var down = new ClosedPort();
        await using var names = await Dnsmasq.Start(
            "--naptr-record=carrier.test,20,50,s,SIP+D2U,,_sip._udp.carrier.test",
            "--naptr-record=carrier.test,10,50,s,SIP+D2T,,_sip._tcp.carrier.test",
            $"--srv-host=_sip._udp.carrier.test,localhost,{down.Number},0,1",
            $"--srv-host=_sip._tcp.carrier.test,localhost,{callee.Port},0,1");

        Assert.Contains("/TCP ", await InviteThatCame(callee, names), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADomainWithoutNaptrIsFoundBySrvAndItsSecondServerWhenTheFirstIsDown()
    {
        using var callee = new SipAgent();
        using var down = new ClosedPort();
        await using var names = await Dnsmasq.Start(
            $"--srv-host=_sip._tcp.carrier.test,localhost,{down.Number},0,1",
            $"--srv-host=_sip._tcp.carrier.test,localhost,{callee.Port},10,1");

        Assert.Contains("/TCP ", await InviteThatCame(callee, names), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADomainThatLeadsNowhereFailsTheCall()
    {
        await using var names = await Dnsmasq.Start();
        using var caller = new SipAgent(dns: new SystemDns(names.Address));

        caller.Call("sip:bob@nowhere.test");

        Assert.Equal(CallFailureCause.Unresolvable, (await caller.Expect<CallFailed>()).Cause);
    }

    private static async Task<string> InviteThatCame(SipAgent callee, Dnsmasq names)
    {
        using var caller = new SipAgent(dns: new SystemDns(names.Address));
        caller.Call("sip:bob@carrier.test");
        return await callee.ExpectMessage(sent: false, "INVITE");
    }
}
