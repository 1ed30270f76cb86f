using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Interop.Tests.Sip;

/// <summary>We call SIPp.</summary>
public sealed class SippCalleeTests
{
    [Theory]
    [InlineData("udp"), InlineData("tcp")]
    public async Task IsAnsweredAndHangsUp(string transport)
    {
        await using var sipp = await Sipp.Callee(
            new SippScenario().ReceiveInvite().Answer(100, "Trying").Answer(180, "Ringing", "a").Answer(200, "OK", "a", sdp: Sdp.Audio())
                .Receive("ACK").Receive("BYE").Answer(200, "OK"),
            transport: transport);
        using var agent = new SipAgent();

        var call = agent.Call($"sip:peer@127.0.0.1:{sipp.Port};transport={transport}");
        Assert.Equal(180, (await agent.Expect<CallProgress>()).Status);
        Assert.Contains("m=audio", (await agent.Expect<CallAnswered>()).Body!.Text);
        agent.Post(new HangUp(call));
        Assert.Equal(CallParty.Owner, (await agent.Expect<CallEnded>()).By);

        await sipp.AssertSucceeds(agent);
    }

    [Fact]
    public async Task AnswersADigestChallenge()
    {
        await using var sipp = await Sipp.Callee(new SippScenario().ReceiveInvite()
            .Answer(407, "Authenticate", "x", "Proxy-Authenticate: Digest realm=\"sipp\", nonce=\"47ebe028cda119c35d4877b383027d28da013815\", qop=\"auth\", algorithm=MD5")
            .Receive("ACK")
            .Receive("INVITE", "<verifyauth assign_to=\"8\" username=\"alice\" password=\"secret\"/><test assign_to=\"7\" variable=\"8\" compare=\"equal\" value=\"1\"/>" +
                SippScenario.Check("Proxy-Authorization: Digest username=.alice.") + SippScenario.Check("CSeq: 2 INVITE|CSeq: [0-9]+ INVITE"))
            .Answer(200, "OK", "a", sdp: Sdp.Audio()).Receive("ACK")
            .Receive("BYE", SippScenario.Check("nc=00000002")).Answer(200, "OK"));
        using var agent = new SipAgent();

        var call = agent.Call($"sip:peer@127.0.0.1:{sipp.Port}", request => request with { Credentials = new CallCredentials("alice", "secret") });
        await agent.Expect<CallAnswered>();
        agent.Post(new HangUp(call));

        await sipp.AssertSucceeds(agent);
    }

    [Fact]
    public async Task ConfirmsReliableProvisionals()
    {
        await using var sipp = await Sipp.Callee(new SippScenario().ReceiveInvite()
            .Answer(183, "Progress", "a", "Require: 100rel\nRSeq: 42", Sdp.Audio(), "retrans=\"500\"")
            .Receive("PRACK", SippScenario.Check("RAck: 42 [0-9]+ INVITE")).Answer(200, "OK")
            .Send("SIP/2.0 200 OK\nVia: [$4]\nFrom: [$1]\nTo: [$3];tag=a\n[last_Call-ID:]\nCSeq: [$5]\nContact: <sip:peer@[local_ip]:[local_port]>\n", null)
            .Receive("ACK").Receive("BYE").Answer(200, "OK").KeepInviteVia());
        using var agent = new SipAgent();

        var call = agent.Call($"sip:peer@127.0.0.1:{sipp.Port}");
        Assert.NotNull((await agent.Expect<CallProgress>()).Body);
        await agent.Expect<CallAnswered>();
        agent.Post(new HangUp(call));

        await sipp.AssertSucceeds(agent);
    }

    [Fact]
    public async Task AnswersAHoldAndAResume()
    {
        await using var sipp = await Sipp.Callee(new SippScenario().ReceiveInvite().Answer(200, "OK", "a", sdp: Sdp.Audio()).Receive("ACK")
            .Request("INVITE", 11, "a", sdp: Sdp.Audio("sendonly")).Response(100, optional: true).Response(200, keep: SippScenario.Check("a=recvonly")).Request("ACK", 11, "a", retransmit: false)
            .Request("INVITE", 12, "a", sdp: Sdp.Audio()).Response(100, optional: true).Response(200, keep: SippScenario.Check("a=sendrecv")).Request("ACK", 12, "a", retransmit: false)
            .Request("BYE", 13, "a").Response(200));
        using var agent = new SipAgent();

        var call = agent.Call($"sip:peer@127.0.0.1:{sipp.Port}");
        await agent.Expect<CallAnswered>();
        Assert.Contains("a=sendonly", (await agent.Expect<OfferReceived>()).Offer!.Text);
        agent.Post(new SendAnswer(call, SipBody.Sdp(Sdp.Audio("recvonly"))));
        await agent.Expect<OfferReceived>();
        agent.Post(new SendAnswer(call, SipBody.Sdp(Sdp.Audio())));
        Assert.Equal(CallParty.Peer, (await agent.Expect<CallEnded>()).By);

        await sipp.AssertSucceeds(agent);
    }

    [Fact]
    public async Task RefreshesTheSessionWhenItIsItsTurn()
    {
        await using var sipp = await Sipp.Callee(new SippScenario().ReceiveInvite()
            .Answer(200, "OK", "a", "Require: timer\nSession-Expires: 6;refresher=uac\nAllow: INVITE, ACK, BYE, UPDATE\nSupported: timer", Sdp.Audio())
            .Receive("ACK").Receive("UPDATE", SippScenario.Check("Session-Expires: 6;refresher=uac"))
            .Answer(200, "OK", headers: "Session-Expires: 6;refresher=uac\nRequire: timer").Receive("BYE").Answer(200, "OK"));
        using var agent = new SipAgent(options => options with { SessionExpires = TimeSpan.FromSeconds(6), MinSessionExpires = TimeSpan.FromSeconds(4) });

        var call = agent.Call($"sip:peer@127.0.0.1:{sipp.Port}");
        await agent.Expect<CallAnswered>();
        await agent.ExpectMessage(sent: true, "UPDATE");
        agent.Post(new HangUp(call));

        await sipp.AssertSucceeds(agent);
    }

    [Fact]
    public async Task KeepsTheFirstOfTwoForkedAnswersAndEndsTheOther()
    {
        await using var sipp = await Sipp.Callee(new SippScenario().ReceiveInvite()
            .Answer(200, "OK", "first", sdp: Sdp.Audio()).Receive("ACK", SippScenario.Check("tag=first"))
            .Send("SIP/2.0 200 OK\nVia: [$4]\nFrom: [$1]\nTo: [$3];tag=second\n[last_Call-ID:]\nCSeq: [$5]\nContact: <sip:peer@[local_ip]:[local_port]>\n", Sdp.Audio())
            .Receive("ACK", SippScenario.Check("tag=second")).Receive("BYE", SippScenario.Check("tag=second")).Answer(200, "OK")
            .Receive("BYE", SippScenario.Check("tag=first")).Answer(200, "OK").KeepInviteVia());
        using var agent = new SipAgent();

        var call = agent.Call($"sip:peer@127.0.0.1:{sipp.Port}");
        Assert.Equal("first", (await agent.Expect<CallAnswered>()).Branch);
        await agent.ExpectMessage(sent: true, "BYE");
        agent.Post(new HangUp(call));
        await agent.Expect<CallEnded>();

        await sipp.AssertSucceeds(agent);
    }

    [Fact]
    public async Task FollowsARedirection()
    {
        await using var second = await Sipp.Callee(new SippScenario().ReceiveInvite().Answer(200, "OK", "b", sdp: Sdp.Audio()).Receive("ACK").Receive("BYE").Answer(200, "OK"));
        await using var first = await Sipp.Callee(new SippScenario().ReceiveInvite()
            .Send($"SIP/2.0 302 Moved\n[last_Via:]\n[last_From:]\n[last_To:];tag=a\n[last_Call-ID:]\n[last_CSeq:]\nContact: <sip:other@127.0.0.1:{second.Port}>", null)
            .Receive("ACK"));
        using var agent = new SipAgent();

        var call = agent.Call($"sip:peer@127.0.0.1:{first.Port}", request => request with { Redirects = RedirectPolicy.Follow });
        Assert.Equal("b", (await agent.Expect<CallAnswered>()).Branch);
        agent.Post(new HangUp(call));

        await first.AssertSucceeds(agent);
        await second.AssertSucceeds(agent);
    }

    [Fact]
    public async Task TellsEveryFinalStatusAsItIs()
    {
        int[] statuses = [400, 402, 403, 404, 405, 406, 408, 410, 413, 414, 415, 416, 420, 480, 481, 482, 483, 484, 485, 486, 487, 488, 491, 500, 501, 502, 504, 505, 513, 580, 600, 603, 604, 606, 607];
        await using var sipp = await Sipp.Callee(
            new SippScenario().ReceiveInvite().Choose(statuses, (scenario, status) => scenario
                .Answer(status, "Because", "a", "Reason: Q.850;cause=17;text=\"why\"\nWarning: 399 h \"told\"", attributes: "retrans=\"500\"").Receive("ACK")),
            statuses.Length);
        using var agent = new SipAgent();

        foreach (var status in statuses)
        {
            var call = agent.Call($"sip:peer@127.0.0.1:{sipp.Port}");
            var failed = await agent.Expect<CallFailed>(failed => failed.Key == call);
            Assert.Equal((status, "Because"), (failed.Status, failed.ReasonPhrase));
            Assert.Equal(new CallReason("Q.850", 17, "why"), Assert.Single(failed.Reasons));
            Assert.Contains("told", failed.Warning);
        }

        await sipp.AssertSucceeds(agent);
    }

    [Fact]
    public async Task BearsLateAndRepeatedAnswers()
    {
        await using var sipp = await Sipp.Callee(new SippScenario().ReceiveInvite().Pause(1800).Answer(180, "Ringing", "a").Answer(180, "Ringing", "a").Pause(500)
            .Answer(200, "OK", "a", sdp: Sdp.Audio()).Receive("ACK")
            .Send("SIP/2.0 200 OK\nVia: [$4]\nFrom: [$1]\nTo: [$3];tag=a\n[last_Call-ID:]\nCSeq: [$5]\nContact: <sip:peer@[local_ip]:[local_port]>\n", Sdp.Audio())
            .Receive("BYE").Answer(200, "OK").KeepInviteVia());
        using var agent = new SipAgent(options => options with { Timers = new SipTimers() });

        var call = agent.Call($"sip:peer@127.0.0.1:{sipp.Port}");
        await agent.Expect<CallAnswered>();
        await agent.ExpectMessage(sent: true, "ACK");
        await agent.ExpectMessage(sent: true, "ACK");
        agent.Post(new HangUp(call));
        await agent.Expect<CallEnded>();

        await sipp.AssertSucceeds(agent);
    }

    [Fact]
    public async Task CancelsACallThatRings()
    {
        await using var sipp = await Sipp.Callee(new SippScenario().ReceiveInvite().Answer(180, "Ringing", "a").Receive("CANCEL").Answer(200, "OK", "a")
            .Send("SIP/2.0 487 Terminated\nVia: [$4]\nFrom: [$1]\nTo: [$3];tag=a\n[last_Call-ID:]\nCSeq: [$5]\n", null, "retrans=\"500\"").Receive("ACK").KeepInviteVia());
        using var agent = new SipAgent();

        var call = agent.Call($"sip:peer@127.0.0.1:{sipp.Port}");
        await agent.Expect<CallProgress>();
        agent.Post(new HangUp(call));
        Assert.Equal(CallFailureCause.Cancelled, (await agent.Expect<CallFailed>()).Cause);

        await sipp.AssertSucceeds(agent);
    }

    [Fact]
    public async Task AcknowledgesAndEndsAnAnswerThatCrossesItsCancel()
    {
        await using var sipp = await Sipp.Callee(new SippScenario().ReceiveInvite().Answer(180, "Ringing", "a").Receive("CANCEL").Answer(200, "OK", "a")
            .Send("SIP/2.0 200 OK\nVia: [$4]\nFrom: [$1]\nTo: [$3];tag=a\n[last_Call-ID:]\nCSeq: [$5]\nContact: <sip:peer@[local_ip]:[local_port]>\n", Sdp.Audio(), "retrans=\"500\"")
            .Receive("ACK").Receive("BYE").Answer(200, "OK").KeepInviteVia());
        using var agent = new SipAgent();

        var call = agent.Call($"sip:peer@127.0.0.1:{sipp.Port}");
        await agent.Expect<CallProgress>();
        agent.Post(new HangUp(call));
        await agent.Expect<CallFailed>();

        await sipp.AssertSucceeds(agent);
    }
}
