using Switchroom.Interop.Tests.Peers;
using Switchroom.Server.Network.SipFlows;
using Switchroom.Sip.Calls;

namespace Switchroom.Interop.Tests.Sip;

public sealed class BaresipTests
{
    [Theory]
    [InlineData("udp"), InlineData("tcp"), InlineData("tls")]
    public async Task AnswersOurCall(string transport)
    {
        var authority = new TestAuthority();
        await using var baresip = await Baresip.StartAsync(new BaresipOptions
        {
            Codecs = "PCMU",
            Transport = transport,
            Certificate = transport == "tls" ? authority.Issue("127.0.0.1") : null,
        });
        using var agent = new SipAgent(network: options => options with { Tls = new SipTls(authority.IssueReady("127.0.0.1"), [authority.Certificate]) });

        var call = agent.Call(baresip.Uri);

        Assert.Contains("m=audio", (await agent.Expect<CallAnswered>()).Body!.Text);
        agent.Post(new HangUp(call));
        Assert.Equal(CallParty.Owner, (await agent.Expect<CallEnded>()).By);
        await baresip.SeesAsync("session closed|terminated|Connection reset|call: ");
    }

    [Theory]
    [InlineData("udp"), InlineData("tcp"), InlineData("tls")]
    public async Task CallsUsAndHangsUp(string transport)
    {
        var authority = new TestAuthority();
        using var agent = new SipAgent(network: options => options with { Tls = new SipTls(authority.IssueReady("127.0.0.1"), []) });
        var port = transport == "tls" ? agent.TlsPort : agent.Port;
        await using var baresip = await Baresip.StartAsync(new BaresipOptions
        {
            Codecs = "PCMU",
            Transport = transport,
            Certificate = authority.Issue("127.0.0.1"),
            Authority = authority.Certificate.ExportCertificatePem(),
        });

        await baresip.Type($"/dial sip:rooms@127.0.0.1:{port};transport={transport}");
        var incoming = await agent.Expect<IncomingCall>();
        agent.Post(new ProgressCall(incoming.Key));
        agent.Post(new AnswerCall(incoming.Key, SipBody.Sdp(Sdp.Audio())));
        await agent.Expect<CallConfirmed>();
        await baresip.Type("/hangup");

        Assert.Equal(CallParty.Peer, (await agent.Expect<CallEnded>()).By);
    }

    [Fact]
    public async Task HoldsAndResumesOurCall()
    {
        await using var baresip = await Baresip.StartAsync(new BaresipOptions { Codecs = "PCMU" });
        using var agent = new SipAgent();
        var call = agent.Call(baresip.Uri);
        await agent.Expect<CallAnswered>();

        await baresip.Type("/hold");
        Assert.Matches("a=(sendonly|inactive)", (await agent.Expect<OfferReceived>()).Offer!.Text);
        agent.Post(new SendAnswer(call, SipBody.Sdp(Sdp.Audio("recvonly"))));
        await agent.ExpectMessage(sent: false, "ACK");
        await baresip.Type("/resume");
        Assert.Contains("a=sendrecv", (await agent.Expect<OfferReceived>()).Offer!.Text);
        agent.Post(new SendAnswer(call, SipBody.Sdp(Sdp.Audio())));
        await agent.ExpectMessage(sent: false, "ACK");
        await baresip.Type("/hangup");

        await agent.Expect<CallEnded>();
    }
}
