using System.Net;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;
using Switchroom.TestKit;
using Switchroom.TestKit.Sip;

namespace Switchroom.Sip.Tests.Calls;

/// <summary>Whole calls between two endpoints over a clean network.</summary>
public sealed class CallTests
{
    private readonly TwoPhones _phones = new();

    private TestSipPhone Alice => _phones.Alice;

    private TestSipPhone Bob => _phones.Bob;

    [Fact]
    public void CallIsAnsweredAndHungUpByTheCaller()
    {
        Bob.AnswersAll();
        var key = Alice.Call(Bob.Uri());
        _phones.RunFor(1);

        Assert.Equal("answer", Assert.Single(Alice.Of<CallAnswered>()).Body!.Text);
        Assert.Equal("offer", Assert.Single(Bob.Of<IncomingCall>()).Offer!.Text);
        Assert.Single(Bob.Of<CallConfirmed>());

        Alice.Do(new HangUp(key));
        _phones.RunFor(60);
        Assert.Equal((CallParty.Owner, CallEndCause.HungUp), _phones.EndOf(Alice));
        Assert.Equal((CallParty.Peer, CallEndCause.HungUp), _phones.EndOf(Bob));
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void CallIsHungUpByTheCalleeWithAReason()
    {
        Bob.AnswersAll();
        Alice.Call(Bob.Uri());
        _phones.RunFor(1);
        Bob.Do(new HangUp(Assert.Single(Bob.Of<IncomingCall>()).Key, new CallReason("Q.850", 16, "Normal call clearing")));
        _phones.RunFor(60);

        var end = Assert.Single(Alice.Of<CallEnded>());
        Assert.Equal((CallParty.Peer, CallEndCause.HungUp), (end.By, end.Cause));
        Assert.Equal(new CallReason("Q.850", 16, "Normal call clearing"), Assert.Single(end.Reasons));
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void ReportsTryingRingingEarlyMediaAndAnswerInOrderWithTheirTimes()
    {
        Bob.Script = happened =>
        {
            if (happened is IncomingCall call)
            {
                _phones.Simulation.At(TimeSpan.FromSeconds(1), () => Bob.Do(new ProgressCall(call.Key)));
                _phones.Simulation.At(TimeSpan.FromSeconds(2), () => Bob.Do(new ProgressCall(call.Key, 183, SipBody.Sdp("early"))));
                _phones.Simulation.At(TimeSpan.FromSeconds(5), () => Bob.Do(new AnswerCall(call.Key, SipBody.Sdp("answer"))));
            }
        };
        var key = Alice.Call(Bob.Uri());
        _phones.RunFor(6);

        Assert.Collection(
            Alice.Events,
            sent => Assert.IsType<CallSent>(sent),
            trying => Assert.IsType<CallTrying>(trying),
            known => Assert.IsType<DialogKnown>(known),
            ringing => Assert.Equal((180, 1), (Assert.IsType<CallProgress>(ringing).Status, (int)ringing.At.TotalSeconds)),
            early => Assert.Equal("early", Assert.IsType<CallProgress>(early).Body!.Text),
            answered => Assert.Equal(5, (int)Assert.IsType<CallAnswered>(answered).At.TotalSeconds));
        Alice.Do(new HangUp(key));
        _phones.RunFor(60);
        _phones.AssertNothingLeft();
    }

    [Theory]
    [InlineData(404)]
    [InlineData(486)]
    [InlineData(503)]
    [InlineData(603)]
    public void ARefusalIsReportedWithItsStatusPhraseAndReason(int status)
    {
        Bob.Script = happened =>
        {
            if (happened is IncomingCall call)
            {
                Bob.Do(new RejectCall(call.Key, status, "Not Today") { Headers = [new("Reason", "Q.850;cause=17;text=\"User busy\"")], RetryAfter = TimeSpan.FromSeconds(30) });
            }
        };
        Alice.Call(Bob.Uri());
        _phones.RunFor(60);

        var failed = Assert.Single(Alice.Of<CallFailed>());
        Assert.Equal((CallFailureCause.Refused, status, "Not Today"), (failed.Cause, failed.Status, failed.ReasonPhrase));
        Assert.Equal(17, Assert.Single(failed.Reasons).Cause);
        Assert.Equal(TimeSpan.FromSeconds(30), failed.RetryAfter);
        Assert.Equal((CallParty.Owner, CallEndCause.Rejected), _phones.EndOf(Bob));
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void ASilentCalleeFailsTheCallAfterTimerB()
    {
        _phones.Simulation.Network.Detach(Bob.Address);
        Alice.Call(Bob.Uri());
        _phones.RunFor(31.9);
        Assert.Empty(Alice.Of<CallFailed>());
        _phones.RunFor(0.2);
        var failed = Assert.Single(Alice.Of<CallFailed>());
        Assert.Equal((CallFailureCause.NoResponse, 408), (failed.Cause, failed.Status));
        Assert.Equal(7, Alice.Ladder.Count(entry => entry.IsSent));
        _phones.RunFor(60);
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void NobodyAnsweringCancelsTheCallWhenTheRingTimeoutEnds()
    {
        Bob.Script = happened => RingOnly(happened);
        Alice.Call(Bob.Uri(), request => request with { RingTimeout = TimeSpan.FromSeconds(20) });
        _phones.RunFor(90);
        var failed = Assert.Single(Alice.Of<CallFailed>());
        Assert.Equal((CallFailureCause.RingTimeout, 487), (failed.Cause, failed.Status));
        Assert.Equal((CallParty.Peer, CallEndCause.Cancelled), _phones.EndOf(Bob));
        Assert.Equal(408, Assert.Single(Assert.Single(Bob.Of<CallEnded>()).Reasons).Cause);
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void CancelBeforeAnyResponseWaitsForTheFirstProvisional()
    {
        Bob.Script = happened => RingOnly(happened);
        var key = Alice.Call(Bob.Uri());
        Alice.Do(new HangUp(key));
        Assert.DoesNotContain(Alice.Ladder, entry => entry.Summary.StartsWith("CANCEL", StringComparison.Ordinal));
        _phones.RunFor(60);
        Assert.Contains(Alice.Ladder, entry => entry.Summary.StartsWith("CANCEL", StringComparison.Ordinal));
        Assert.Equal((CallFailureCause.Cancelled, 487), (Alice.Of<CallFailed>().Single().Cause, Alice.Of<CallFailed>().Single().Status));
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void AnAnswerThatCrossesOurCancelIsAcknowledgedAndEnded()
    {
        Bob.Script = happened => RingOnly(happened);
        var key = Alice.Call(Bob.Uri());
        _phones.RunFor(1);
        Alice.Do(new HangUp(key));
        Bob.Do(new AnswerCall(Bob.Of<IncomingCall>().Single().Key, SipBody.Sdp("answer")));
        _phones.RunFor(90);

        Assert.Empty(Alice.Of<CallAnswered>());
        Assert.Equal(CallFailureCause.Cancelled, Assert.Single(Alice.Of<CallFailed>()).Cause);
        Assert.Single(Bob.Of<CallConfirmed>());
        Assert.Equal((CallParty.Peer, CallEndCause.HungUp), _phones.EndOf(Bob));
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void ADelayedOfferIsAnsweredInTheAck()
    {
        Bob.Script = happened =>
        {
            if (happened is IncomingCall call)
            {
                Assert.Null(call.Offer);
                Bob.Do(new AnswerCall(call.Key, SipBody.Sdp("bob's offer")));
            }
        };
        Alice.Script = happened =>
        {
            if (happened is CallAnswered { BodyIsOffer: true } answered)
            {
                Alice.Do(new SendAnswer(answered.Key, SipBody.Sdp("alice's answer")));
            }
        };
        var key = Alice.Call(Bob.Uri(), request => request with { Offer = null });
        _phones.RunFor(1);
        Assert.Equal("bob's offer", Alice.Of<CallAnswered>().Single().Body!.Text);
        Assert.Equal("alice's answer", Bob.Of<CallConfirmed>().Single().Answer!.Text);
        Alice.Do(new HangUp(key));
        _phones.RunFor(60);
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void TheCalleeHoldsItsByeBackUntilTheAckComes()
    {
        var link = new LinkProfile { Delay = TimeSpan.FromMilliseconds(200) };
        _phones.Simulation.Network.DefaultLink = link;
        Bob.Script = happened =>
        {
            if (happened is IncomingCall call)
            {
                Bob.Do(new AnswerCall(call.Key, SipBody.Sdp("answer")));
                Bob.Do(new HangUp(call.Key));
            }
        };
        Alice.Call(Bob.Uri());
        _phones.RunFor(60);
        var order = Bob.Ladder.Select(entry => entry.Summary.Split(' ')[0]).ToList();
        Assert.True(order.IndexOf("ACK") < order.IndexOf("BYE"));
        Assert.Equal((CallParty.Peer, CallEndCause.HungUp), _phones.EndOf(Alice));
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void AnAnswerThatIsNeverAcknowledgedEndsTheCall()
    {
        Bob.AnswersAll();
        Alice.Call(Bob.Uri());
        _phones.Simulation.RunUntil(TimeSpan.FromSeconds(1), () => Bob.Of<IncomingCall>().Any());
        _phones.Simulation.Network.Detach(Alice.Address);
        _phones.RunFor(31);
        Assert.Empty(Bob.Of<CallEnded>());
        _phones.RunFor(120);
        Assert.Equal((CallParty.Endpoint, CallEndCause.AckMissing), _phones.EndOf(Bob));
        Assert.Equal(default, Bob.Endpoint.Counts);
    }

    [Fact]
    public void ALostByeIsRepeatedUntilItIsAnswered()
    {
        Bob.AnswersAll();
        var key = Alice.Call(Bob.Uri());
        _phones.RunFor(1);
        _phones.Simulation.Network.SetLink(Alice.Address, Bob.Address, new LinkProfile { Loss = 1 });
        Alice.Do(new HangUp(key));
        _phones.RunFor(3);
        Assert.Empty(Bob.Of<CallEnded>());
        _phones.Simulation.Network.SetLink(Alice.Address, Bob.Address, LinkProfile.Clean);
        _phones.RunFor(60);
        Assert.Equal((CallParty.Peer, CallEndCause.HungUp), _phones.EndOf(Bob));
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void AnOwnerThatNeverAnswersRefusesTheCallWith480()
    {
        Alice.Call(Bob.Uri());
        _phones.RunFor(90);
        Assert.Equal(480, Alice.Of<CallFailed>().Single().Status);
        Assert.Equal((CallParty.Endpoint, CallEndCause.OwnerSilent), _phones.EndOf(Bob));
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void CredentialsAndKeysDoNotShowInTheLadder()
    {
        var entry = new LadderEntry(
            TimeSpan.Zero,
            true,
            default,
            System.Text.Encoding.UTF8.GetBytes(
                "INVITE sip:a@b SIP/2.0\r\nAuthorization: Digest username=\"u\", response=\"secret1\"\r\n folded=\"secret2\"\r\nX-A: b\r\n\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:secret3\r\n"));
        Assert.DoesNotContain("secret", entry.Text, StringComparison.Ordinal);
        Assert.Contains("X-A: b", entry.Text, StringComparison.Ordinal);
        Assert.Equal("INVITE sip:a@b SIP/2.0", entry.Summary);
    }

    [Theory]
    [InlineData("Via", "x")]
    [InlineData("Contact", "<sip:x@y>")]
    [InlineData("X-Good", "a\r\nVia: b")]
    [InlineData("bad name", "x")]
    public void AHeaderThatWouldChangeTheCallItselfIsNotSent(string name, string value)
    {
        Alice.Call(Bob.Uri(), request => request with { Headers = [new(name, value)] });
        _phones.RunFor(1);
        Assert.Equal(CallFailureCause.InvalidRequest, Alice.Of<CallFailed>().Single().Cause);
        Assert.Empty(Bob.Events);
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void AHiddenCallerIsAnonymousAndAssertsItsIdentityOnlyToTheTrunk()
    {
        Bob.AnswersAll();
        Alice.Call(Bob.Uri(), request => request with { HideCaller = true, DisplayName = "Alice", AssertedIdentity = SipUri.Parse("tel:+15550100") });
        _phones.RunFor(1);
        var invite = Bob.Of<IncomingCall>().Single().Request;
        Assert.Equal("sip:anonymous@anonymous.invalid", invite.From.Uri.ToString());
        Assert.Equal("id", invite.Headers[SipHeader.Privacy]);
        Assert.Equal("<tel:+15550100>", invite.Headers[SipHeader.PAssertedIdentity]);
        Assert.DoesNotContain("Alice", invite.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void InfoReachesThePeerAndItsAnswerComesBack()
    {
        Bob.AnswersAll();
        var key = Alice.Call(Bob.Uri());
        _phones.RunFor(1);
        Alice.Do(new SendInfo(key, new SipBody(MediaType.DtmfRelay, "Signal=5\r\nDuration=160\r\n"u8.ToArray())));
        _phones.RunFor(1);
        Assert.StartsWith("Signal=5", Bob.Of<InfoReceived>().Single().Body!.Text, StringComparison.Ordinal);
        Assert.Equal(200, Alice.Of<InfoAnswered>().Single().Status);
    }

    [Fact]
    public void WhileDrainingNewCallsAndOptionsGet503AndCallsInProgressGoOn()
    {
        Bob.AnswersAll();
        var key = Alice.Call(Bob.Uri());
        _phones.RunFor(1);
        Bob.Do(new SetDraining(true, TimeSpan.FromSeconds(45)));
        Alice.Call(Bob.Uri());
        Alice.Do(new SendOptions(7, Bob.Uri()));
        Alice.Do(new SendInfo(key, new SipBody(MediaType.DtmfRelay, "Signal=5\r\n"u8.ToArray())));
        _phones.RunFor(1);
        var failed = Alice.Of<CallFailed>().Single();
        Assert.Equal((503, TimeSpan.FromSeconds(45)), (failed.Status, failed.RetryAfter!.Value));
        Assert.Equal((7, 503), (Alice.Of<OptionsAnswered>().Single().Number, Alice.Of<OptionsAnswered>().Single().Status));
        Assert.Equal(200, Alice.Of<InfoAnswered>().Single().Status);
        Alice.Do(new HangUp(key));
        _phones.RunFor(60);
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void ACallOverIPv6IsACallLikeAnyOther()
    {
        var simulation = new Simulation(new VirtualNetwork(6));
        var alice = new TestSipPhone(simulation, new IPEndPoint(IPAddress.Parse("2001:db8::1"), 5060), 1);
        var bob = new TestSipPhone(simulation, new IPEndPoint(IPAddress.Parse("2001:db8::2"), 5070), 2).AnswersAll();
        var key = alice.Call(bob.Uri());
        simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal("2001:db8::1", bob.Of<IncomingCall>().Single().Request.Via.Received);
        Assert.Equal("<sip:phone@[2001:db8::2]:5070>", alice.Of<CallAnswered>().Single().Response.Contact!.ToString());
        alice.Do(new HangUp(key));
        simulation.RunFor(TimeSpan.FromSeconds(60));
        Assert.Equal(CallParty.Peer, bob.Of<CallEnded>().Single().By);
        Assert.Equal(default, alice.Endpoint.Counts);
        Assert.Equal(default, bob.Endpoint.Counts);
    }

    private void RingOnly(SipEvent happened)
    {
        if (happened is IncomingCall call)
        {
            Bob.Do(new ProgressCall(call.Key));
        }
    }
}
