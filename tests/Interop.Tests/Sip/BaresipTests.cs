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
        await using var baresip = await Baresip.Start(
            "<sip:phone@127.0.0.1>;regint=0;answermode=auto;audio_codecs=PCMU", transport, transport == "tls" ? authority.Issue("127.0.0.1") : null);
        using var agent = new SipAgent(network: options => options with { Tls = new SipTls(authority.IssueReady("127.0.0.1"), [authority.Certificate]) });

        var call = agent.Call($"sip:phone@127.0.0.1:{baresip.Port};transport={transport}");

        Assert.Contains("m=audio", (await agent.Expect<CallAnswered>()).Body!.Text);
        agent.Post(new HangUp(call));
        Assert.Equal(CallParty.Owner, (await agent.Expect<CallEnded>()).By);
        await baresip.WaitFor("session closed|terminated|Connection reset|call: ");
    }

    [Theory]
    [InlineData("udp"), InlineData("tcp"), InlineData("tls")]
    public async Task CallsUsAndHangsUp(string transport)
    {
        var authority = new TestAuthority();
        using var agent = new SipAgent(network: options => options with { Tls = new SipTls(authority.IssueReady("127.0.0.1"), []) });
        var port = transport == "tls" ? agent.TlsPort : agent.Port;
        await using var baresip = await Baresip.Start(
            $"<sip:phone@127.0.0.1;transport={transport}>;regint=0;audio_codecs=PCMU", transport, authority.Issue("127.0.0.1"), authority.Certificate.ExportCertificatePem());

        await baresip.Command($"/dial sip:rooms@127.0.0.1:{port};transport={transport}");
        var incoming = await agent.Expect<IncomingCall>();
        agent.Post(new ProgressCall(incoming.Key));
        agent.Post(new AnswerCall(incoming.Key, SipBody.Sdp(Sdp.Audio())));
        await agent.Expect<CallConfirmed>();
        await baresip.Command("/hangup");

        Assert.Equal(CallParty.Peer, (await agent.Expect<CallEnded>()).By);
    }

    [Fact]
    public async Task HoldsAndResumesOurCall()
    {
        await using var baresip = await Baresip.Start("<sip:phone@127.0.0.1>;regint=0;answermode=auto;audio_codecs=PCMU");
        using var agent = new SipAgent();
        var call = agent.Call($"sip:phone@127.0.0.1:{baresip.Port}");
        await agent.Expect<CallAnswered>();

        await baresip.Command("/hold");
        Assert.Matches("a=(sendonly|inactive)", (await agent.Expect<OfferReceived>()).Offer!.Text);
        agent.Post(new SendAnswer(call, SipBody.Sdp(Sdp.Audio("recvonly"))));
        await baresip.Command("/resume");
        Assert.Contains("a=sendrecv", (await agent.Expect<OfferReceived>()).Offer!.Text);
        agent.Post(new SendAnswer(call, SipBody.Sdp(Sdp.Audio())));
        await baresip.Command("/hangup");

        await agent.Expect<CallEnded>();
    }
}
