using System.Net;
using Switchroom.Sip.Calls;
using Switchroom.TestKit;
using Switchroom.TestKit.Sip;

namespace Switchroom.Sip.Tests.Calls;

/// <summary>Whole calls between two endpoints over a clean network.</summary>
public sealed class CallTests
{
    private readonly TwoPhones _phones = new();

    [Fact]
    public void CallIsAnsweredAndHungUpByTheCaller()
    {
        _phones.Bob.AnswersAll();
        var key = _phones.Alice.Call(_phones.Bob.Uri());
        _phones.RunFor(1);

        Assert.Equal("answer", Assert.Single(_phones.Alice.Of<CallAnswered>()).Body!.Text);
        Assert.Equal("offer", Assert.Single(_phones.Bob.Of<IncomingCall>()).Offer!.Text);
        Assert.Single(_phones.Bob.Of<CallConfirmed>());

        _phones.Alice.Do(new HangUp(key));
        _phones.RunFor(60);
        Assert.Equal((CallParty.Owner, CallEndCause.HungUp), _phones.EndOf(_phones.Alice));
        Assert.Equal((CallParty.Peer, CallEndCause.HungUp), _phones.EndOf(_phones.Bob));
        _phones.AssertNothingLeft();
    }
}
