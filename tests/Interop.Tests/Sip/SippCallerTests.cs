using Switchroom.Sip.Calls;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Sip;

/// <summary>SIPp calls us.</summary>
public sealed class SippCallerTests
{
    [Theory]
    [InlineData("udp"), InlineData("tcp")]
    public async Task RingsAnswersAndIsHungUp(string transport)
    {
        using var agent = new SipAgent();
        await using var sipp = Sipp.Caller(
            new SippScenario().Call("INVITE", 1, sdp: Sdp.Audio()).Response(100, optional: true).Response(180).Response(200)
                .Call("ACK", 1, inDialog: true, retransmit: false).Pause(200).Call("BYE", 2, inDialog: true).Response(200),
            agent.Port, transport: transport);

        var incoming = await agent.Expect<IncomingCall>();
        Assert.Contains("m=audio", incoming.Offer!.Text);
        agent.Post(new ProgressCall(incoming.Key));
        agent.Post(new AnswerCall(incoming.Key, SipBody.Sdp(Sdp.Audio())));
        await agent.Expect<CallConfirmed>();
        Assert.Equal(CallParty.Peer, (await agent.Expect<CallEnded>()).By);

        await sipp.AssertSucceeds(agent);
    }

    [Fact]
    public async Task SendsReliableProvisionalsWhenRequired()
    {
        using var agent = new SipAgent();
        await using var sipp = Sipp.Caller(
            new SippScenario().Call("INVITE", 1, "Require: 100rel", Sdp.Audio()).Response(100, optional: true)
                .Response(183, keep: "<ereg regexp=\"[0-9]+\" search_in=\"hdr\" header=\"RSeq:\" assign_to=\"1\"/>" + SippScenario.Check("Require: 100rel"))
                .Call("PRACK", 2, "RAck: [$1] 1 INVITE", inDialog: true).Response(200)
                .Response(200, keep: SippScenario.Check("CSeq: 1 INVITE")).Call("ACK", 1, inDialog: true, retransmit: false)
                .Call("BYE", 3, inDialog: true).Response(200),
            agent.Port);

        var incoming = await agent.Expect<IncomingCall>();
        agent.Post(new ProgressCall(incoming.Key, 183, SipBody.Sdp(Sdp.Audio()), Reliable: true));
        await agent.ExpectMessage(sent: false, "PRACK");
        agent.Post(new AnswerCall(incoming.Key, null));
        await agent.Expect<CallEnded>();

        await sipp.AssertSucceeds(agent);
    }

    [Fact]
    public async Task MakesTheOfferWhenTheCallerMakesNone()
    {
        using var agent = new SipAgent();
        await using var sipp = Sipp.Caller(
            new SippScenario().Call("INVITE", 1).Response(100, optional: true).Response(200, keep: SippScenario.Check("m=audio"))
                .Call("ACK", 1, sdp: Sdp.Audio(), inDialog: true, retransmit: false).Pause(200).Call("BYE", 2, inDialog: true).Response(200),
            agent.Port);

        var incoming = await agent.Expect<IncomingCall>();
        Assert.Null(incoming.Offer);
        agent.Post(new AnswerCall(incoming.Key, SipBody.Sdp(Sdp.Audio())));
        Assert.Contains("m=audio", (await agent.Expect<CallConfirmed>()).Answer!.Text);

        await sipp.AssertSucceeds(agent);
    }

    [Fact]
    public async Task TakesACancelWhileItRings()
    {
        using var agent = new SipAgent();
        await using var sipp = Sipp.Caller(
            new SippScenario().Call("INVITE", 1, sdp: Sdp.Audio(), branch: "z9hG4bK-c-[call_number]").Response(100, optional: true).Response(180)
                .Call("CANCEL", 1, branch: "z9hG4bK-c-[call_number]").Response(200, keep: SippScenario.Check("CSeq: 1 CANCEL")).Response(487)
                .Call("ACK", 1, inDialog: true, branch: "z9hG4bK-c-[call_number]", retransmit: false),
            agent.Port);

        var incoming = await agent.Expect<IncomingCall>();
        agent.Post(new ProgressCall(incoming.Key));
        Assert.Equal(CallEndCause.Cancelled, (await agent.Expect<CallEnded>()).Cause);

        await sipp.AssertSucceeds(agent);
    }

    [Theory]
    [InlineData("INVITE", "Require: nothing-known", 420)]
    [InlineData("OPTIONS", "", 200)]
    [InlineData("NOSUCHMETHOD", "", 501)]
    [InlineData("BYE", "", 481)]
    public async Task AnswersWhatIsNoCall(string method, string headers, int status)
    {
        using var agent = new SipAgent();
        var scenario = new SippScenario().Call(method, 1, headers).Response(100, optional: true).Response(status);
        await using var sipp = Sipp.Caller(method == "INVITE" ? scenario.Call("ACK", 1, inDialog: true, retransmit: false) : scenario, agent.Port);

        await sipp.AssertSucceeds(agent);
    }

    [Fact]
    public async Task RefreshesASessionForThePeer()
    {
        using var agent = new SipAgent();
        await using var sipp = Sipp.Caller(
            new SippScenario().Call("INVITE", 1, "Supported: timer\nSession-Expires: 1800;refresher=uac", Sdp.Audio()).Response(100, optional: true)
                .Response(200, keep: SippScenario.Check("Session-Expires: 1800;refresher=uac")).Call("ACK", 1, inDialog: true, retransmit: false)
                .Call("UPDATE", 2, "Supported: timer\nSession-Expires: 1800;refresher=uac", inDialog: true)
                .Response(200, keep: SippScenario.Check("Session-Expires: 1800;refresher=uac"))
                .Call("BYE", 3, inDialog: true).Response(200),
            agent.Port);

        var incoming = await agent.Expect<IncomingCall>();
        agent.Post(new AnswerCall(incoming.Key, SipBody.Sdp(Sdp.Audio())));
        await agent.Expect<CallEnded>();

        await sipp.AssertSucceeds(agent);
    }

    [Theory]
    [InlineData("udp"), InlineData("tcp")]
    public async Task TakesHundredsOfCallsAndKeepsNothingOfThem(string transport)
    {
        const int Calls = 300;
        using var agent = new SipAgent(options => options with { Ladders = false });
        await using var sipp = Sipp.Caller(
            new SippScenario().Call("INVITE", 1, sdp: Sdp.Audio()).Response(100, optional: true).Response(200)
                .Call("ACK", 1, inDialog: true, retransmit: false).Pause(300).Call("BYE", 2, inDialog: true).Response(200),
            agent.Port, Calls, transport, "-r", "60");

        for (var i = 0; i < Calls; i++)
        {
            agent.Post(new AnswerCall((await agent.Expect<IncomingCall>()).Key, SipBody.Sdp(Sdp.Audio())));
        }

        await sipp.AssertSucceeds(agent);
        // SIPp may be gone before our side has counted again
        await agent.Thread.WhenQuietAsync().WaitAsync(TestProcess.Patience);
        Assert.Equal(0, agent.Counts.Calls);
    }
}
