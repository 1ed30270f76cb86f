using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.TestKit;
using Switchroom.TestKit.Sip;

namespace Switchroom.Sip.Tests.Calls;

/// <summary>Changing a session: hold and resume from either side, glare, offers that are refused, early offers by UPDATE, PRACK.</summary>
public sealed class OfferTests
{
    private readonly TwoPhones _phones = new();

    private TestSipPhone Alice => _phones.Alice;

    private TestSipPhone Bob => _phones.Bob;

    [Fact]
    public void EitherSideHoldsAndResumes()
    {
        var (alice, bob) = Connect();
        Alice.AnswersAll("recvonly");
        Alice.Do(new SendOffer(alice, SipBody.Sdp("hold")));
        _phones.RunFor(1);
        Assert.Equal("hold", Bob.Of<OfferReceived>().Single().Offer!.Text);
        Assert.Equal("answer", Alice.Of<OfferAnswered>().Single().Answer.Text);

        Bob.Do(new SendOffer(bob, SipBody.Sdp("resume")));
        _phones.RunFor(1);
        Assert.Equal("resume", Alice.Of<OfferReceived>().Single().Offer!.Text);
        Assert.Equal("recvonly", Bob.Of<OfferAnswered>().Single().Answer.Text);
        EndAndCheck(alice);
    }

    [Fact]
    public void OffersThatCrossAreBothMadeAfterTheGlareIntervals()
    {
        var (alice, bob) = Connect();
        Alice.AnswersAll("alice's answer");
        Alice.Do(new SendOffer(alice, SipBody.Sdp("alice's offer")));
        Bob.Do(new SendOffer(bob, SipBody.Sdp("bob's offer")));
        _phones.RunFor(1);
        Assert.Contains(Alice.Ladder, entry => entry.Summary.StartsWith("SIP/2.0 491", StringComparison.Ordinal) && !entry.IsSent);
        Assert.Contains(Bob.Ladder, entry => entry.Summary.StartsWith("SIP/2.0 491", StringComparison.Ordinal) && !entry.IsSent);
        _phones.RunFor(10);
        Assert.Equal("answer", Alice.Of<OfferAnswered>().Single().Answer.Text);
        Assert.Equal("alice's answer", Bob.Of<OfferAnswered>().Single().Answer.Text);
        Assert.Empty(Alice.Of<OfferRefused>());
        EndAndCheck(alice);
    }

    [Fact]
    public void ARefusedOfferLeavesTheCallUp()
    {
        var (alice, _) = Connect(answerOffers: false);
        Bob.Script += happened =>
        {
            if (happened is OfferReceived offer)
            {
                Bob.Do(new RefuseOffer(offer.Key));
            }
        };
        Alice.Do(new SendOffer(alice, SipBody.Sdp("video")));
        _phones.RunFor(1);
        Assert.Equal(488, Alice.Of<OfferRefused>().Single().Status);
        Assert.Empty(Alice.Of<CallEnded>());
        EndAndCheck(alice);
    }

    [Theory]
    [InlineData(491)]
    [InlineData(422)]
    [InlineData(500)]
    [InlineData(405)]
    public void APeerThatAlwaysPutsUsOffEndsTheOfferNotTheCall(int status)
    {
        var peer = new ScriptedSipPeer(_phones.Simulation, new System.Net.IPEndPoint(System.Net.IPAddress.Parse("192.0.2.9"), 5060));
        peer.OnRequest = (request, from) =>
        {
            if (request.Method != SipMethod.Ack)
            {
                var response = peer.Response(request, request.To.Tag is null ? 200 : status, "one", "answer");
                response.RetryAfter = new Seconds(0);
                response.Headers.Add(SipHeader.Allow, "INVITE, UPDATE");
                peer.Send(response, from);
            }
        };
        var key = Alice.Call(peer.Uri());
        _phones.RunFor(1);
        Alice.Do(new SendOffer(key, SipBody.Sdp("hold")));
        _phones.RunFor(120);
        Assert.Equal(status, Alice.Of<OfferRefused>().Single().Status);
        Assert.InRange(peer.Requests(SipMethod.Invite).Count, 2, 12);
        Assert.Empty(Alice.Of<CallEnded>());
        Alice.Do(new HangUp(key));
        _phones.RunFor(90);
        Assert.Equal(default, Alice.Endpoint.Counts);
    }

    [Fact]
    public void SeveralOffersInARowAreMadeOneAfterTheOther()
    {
        var (alice, _) = Connect();
        Alice.Do(new SendOffer(alice, SipBody.Sdp("one")));
        Alice.Do(new SendOffer(alice, SipBody.Sdp("two")));
        Alice.Do(new SendOffer(alice, SipBody.Sdp("three")));
        _phones.RunFor(2);
        Assert.Equal(["one", "three"], Bob.Of<OfferReceived>().Select(offer => offer.Offer!.Text));
        EndAndCheck(alice);
    }

    [Fact]
    public void AReliableProvisionalIsConfirmedAndItsAnswerIsTheAnswer()
    {
        Bob.Script = happened =>
        {
            if (happened is IncomingCall call)
            {
                Bob.Do(new ProgressCall(call.Key, 183, SipBody.Sdp("early answer"), Reliable: true));
                Bob.Do(new ProgressCall(call.Key, 180, null, Reliable: true));
                Bob.Do(new AnswerCall(call.Key, null));
            }
        };
        var key = Alice.Call(Bob.Uri());
        _phones.RunFor(2);
        Assert.Equal(["early answer", null], Alice.Of<CallProgress>().Select(progress => progress.Body?.Text));
        Assert.Null(Alice.Of<CallAnswered>().Single().Body);
        Assert.Equal(2, Alice.Ladder.Count(entry => entry.IsSent && entry.Summary.StartsWith("PRACK", StringComparison.Ordinal)));
        EndAndCheck(key);
    }

    [Fact]
    public void AReliableProvisionalThatIsLostIsRepeated()
    {
        Bob.Script = happened =>
        {
            if (happened is IncomingCall call)
            {
                _phones.Simulation.Network.SetLink(Bob.Address, Alice.Address, new LinkProfile { Loss = 1 });
                Bob.Do(new ProgressCall(call.Key, 183, SipBody.Sdp("early answer"), Reliable: true));
            }
        };
        var key = Alice.Call(Bob.Uri());
        _phones.RunFor(0.4);
        _phones.Simulation.Network.SetLink(Bob.Address, Alice.Address, LinkProfile.Clean);
        _phones.RunFor(5);
        Assert.Equal("early answer", Alice.Of<CallProgress>().Single().Body!.Text);
        Alice.Do(new HangUp(key));
        _phones.RunFor(90);
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void AReliableProvisionalThatIsNeverConfirmedEndsTheCall()
    {
        Bob.Script = happened =>
        {
            if (happened is IncomingCall call)
            {
                _phones.Simulation.Network.Detach(Alice.Address);
                Bob.Do(new ProgressCall(call.Key, 183, SipBody.Sdp("early answer"), Reliable: true));
            }
        };
        Alice.Call(Bob.Uri());
        _phones.RunFor(120);
        Assert.Equal((CallParty.Endpoint, CallEndCause.PrackMissing), _phones.EndOf(Bob));
        Assert.Equal(default, Bob.Endpoint.Counts);
    }

    [Fact]
    public void ADelayedOfferInAReliableProvisionalIsAnsweredInThePrack()
    {
        Bob.Script = happened =>
        {
            switch (happened)
            {
                case IncomingCall call: Bob.Do(new ProgressCall(call.Key, 183, SipBody.Sdp("bob's offer"), Reliable: true)); break;
                case OfferAnswered answered: Bob.Do(new AnswerCall(answered.Key, null)); break;
            }
        };
        Alice.Script = happened =>
        {
            if (happened is CallProgress { BodyIsOffer: true } progress)
            {
                Alice.Do(new SendAnswer(progress.Key, SipBody.Sdp("alice's answer")));
            }
        };
        var key = Alice.Call(Bob.Uri(), request => request with { Offer = null });
        _phones.RunFor(2);
        Assert.Equal("alice's answer", Bob.Of<OfferAnswered>().Single().Answer.Text);
        Assert.False(Alice.Of<CallAnswered>().Single().BodyIsOffer);
        EndAndCheck(key);
    }

    [Fact]
    public void AnEarlySessionIsChangedByUpdate()
    {
        Alice.AnswersAll("alice's answer");
        Bob.Script = happened =>
        {
            switch (happened)
            {
                case IncomingCall call: Bob.Do(new ProgressCall(call.Key, 183, SipBody.Sdp("early answer"), Reliable: true)); break;
            }
        };
        var key = Alice.Call(Bob.Uri());
        _phones.RunFor(1);
        var bob = Bob.Of<IncomingCall>().Single().Key;
        Bob.Do(new SendOffer(bob, SipBody.Sdp("early change")));
        _phones.RunFor(1);
        Assert.Contains(Bob.Ladder, entry => entry.IsSent && entry.Summary.StartsWith("UPDATE", StringComparison.Ordinal));
        Assert.Equal("early change", Alice.Of<OfferReceived>().Single().Offer!.Text);
        Assert.Equal("alice's answer", Bob.Of<OfferAnswered>().Single().Answer.Text);
        Bob.Do(new AnswerCall(bob, null));
        _phones.RunFor(1);
        EndAndCheck(key);
    }

    [Fact]
    public void AnOfferWhoseAnswerNobodyGivesIsRefused()
    {
        var (alice, _) = Connect(answerOffers: false);
        Alice.Do(new SendOffer(alice, SipBody.Sdp("hold")));
        _phones.RunFor(30);
        Assert.Equal(500, Alice.Of<OfferRefused>().Single().Status);
        EndAndCheck(alice);
    }

    private (CallKey Alice, CallKey Bob) Connect(bool answerOffers = true)
    {
        if (answerOffers)
        {
            Bob.AnswersAll();
        }
        else
        {
            Bob.Script = happened =>
            {
                if (happened is IncomingCall call)
                {
                    Bob.Do(new AnswerCall(call.Key, SipBody.Sdp("answer")));
                }
            };
        }

        var key = Alice.Call(Bob.Uri());
        _phones.RunFor(1);
        Assert.Single(Alice.Of<CallAnswered>());
        return (key, Bob.Of<IncomingCall>().Single().Key);
    }

    private void EndAndCheck(CallKey key)
    {
        Alice.Do(new HangUp(key));
        _phones.RunFor(120);
        Assert.Single(Alice.Of<CallEnded>());
        Assert.Single(Bob.Of<CallEnded>());
        _phones.AssertNothingLeft();
    }
}
