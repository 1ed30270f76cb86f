using System.Net;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.TestKit;
using Switchroom.TestKit.Sip;

namespace Switchroom.Sip.Tests.Calls;

/// <summary>One INVITE, several branches: a scripted peer plays a forking proxy with the phones behind it.</summary>
public sealed class ForkedCallTests
{
    private readonly Simulation _simulation = new(new VirtualNetwork(3));
    private readonly TestSipPhone _alice;
    private readonly ScriptedSipPeer _peer;

    public ForkedCallTests()
    {
        _alice = new TestSipPhone(_simulation, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5060), 1);
        _peer = new ScriptedSipPeer(_simulation, new IPEndPoint(IPAddress.Parse("192.0.2.9"), 5060));
    }

    [Fact]
    public void OfSeveralAnswersOneIsKeptAndTheOthersAreAcknowledgedAndEnded()
    {
        _peer.OnRequest = (request, from) =>
        {
            if (request.Method == SipMethod.Invite)
            {
                _peer.Send(_peer.Response(request, 180, "one"), from);
                _peer.Send(_peer.Response(request, 183, "two", "early two"), from);
                _peer.Send(_peer.Response(request, 200, "two", "answer two"), from);
                _peer.Send(_peer.Response(request, 200, "one", "answer one"), from);
                _peer.Send(_peer.Response(request, 200, "three", "answer three"), from);
            }
            else if (request.Method == SipMethod.Bye)
            {
                _peer.Send(_peer.Response(request, 200), from);
            }
        };
        var key = _alice.Call(_peer.Uri());
        Run(1);

        Assert.Equal(["one", "two"], _alice.Of<CallProgress>().Select(progress => progress.Branch));
        var answered = Assert.Single(_alice.Of<CallAnswered>());
        Assert.Equal(("two", "answer two"), (answered.Branch, answered.Body!.Text));
        Assert.Equal(["one", "three", "two"], _peer.Requests(SipMethod.Ack).Select(ack => ack.To.Tag!).Order());
        Assert.Equal(["one", "three"], _peer.Requests(SipMethod.Bye).Select(bye => bye.To.Tag!).Order());
        Assert.Empty(_alice.Of<CallEnded>());

        _alice.Do(new HangUp(key));
        Run(90);
        Assert.Equal(default, _alice.Endpoint.Counts);
    }

    [Fact]
    public void ARepeatedAnswerGetsItsAckAgain()
    {
        _peer.OnRequest = (request, from) =>
        {
            if (request.Method == SipMethod.Invite)
            {
                for (var i = 0; i < 4; i++)
                {
                    _peer.Send(_peer.Response(request, 200, "one", "answer"), from);
                }
            }
        };
        _alice.Call(_peer.Uri());
        Run(1);
        Assert.Single(_alice.Of<CallAnswered>());
        Assert.Equal(4, _peer.Requests(SipMethod.Ack).Count);
        Assert.Single(_peer.Requests(SipMethod.Ack).Select(ack => ack.Via.Branch).Distinct());
        Assert.NotEqual(_peer.Requests(SipMethod.Invite)[0].Via.Branch, _peer.Requests(SipMethod.Ack)[0].Via.Branch);
    }

    [Fact]
    public void MoreBranchesThanTheLimitAreNotFollowed()
    {
        _peer.OnRequest = (request, from) =>
        {
            if (request.Method == SipMethod.Invite)
            {
                for (var i = 0; i < 100; i++)
                {
                    _peer.Send(_peer.Response(request, 180, "branch" + i), from);
                }
            }
        };
        _alice.Call(_peer.Uri());
        Run(1);
        Assert.Equal(16, _alice.Endpoint.Counts.Dialogs);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(699)]
    public void ARepeatedRefusalIsAcknowledgedEachTimeInTheInvitesOwnTransaction(int status)
    {
        _peer.OnRequest = (request, from) =>
        {
            if (request.Method == SipMethod.Invite)
            {
                for (var i = 0; i < 3; i++)
                {
                    _peer.Send(_peer.Response(request, status), from);
                }
            }
        };
        _alice.Call(_peer.Uri());
        Run(1);
        Assert.Equal(status, _alice.Of<CallFailed>().Single().Status);
        var acks = _peer.Requests(SipMethod.Ack);
        Assert.Equal(3, acks.Count);
        Assert.All(acks, ack => Assert.Equal(_peer.Requests(SipMethod.Invite)[0].Via.Branch, ack.Via.Branch));
        Run(60);
        Assert.Equal(default, _alice.Endpoint.Counts);
    }

    [Fact]
    public void AnAnswerWithoutContactOrTagDoesNoHarm()
    {
        _peer.OnRequest = (request, from) =>
        {
            if (request.Method == SipMethod.Invite)
            {
                var response = _peer.Response(request, 200, null, "answer");
                response.Contact = null;
                _peer.Send(response, from);
            }
        };
        var key = _alice.Call(_peer.Uri());
        Run(1);
        Assert.Single(_alice.Of<CallAnswered>());
        _alice.Do(new HangUp(key));
        Run(90);
        Assert.Equal(default, _alice.Endpoint.Counts);
    }

    [Fact]
    public void AProvisionalThatLastsForeverIsCancelledAndThenForgotten()
    {
        _peer.OnRequest = (request, from) =>
        {
            if (request.Method == SipMethod.Invite)
            {
                _peer.Send(_peer.Response(request, 180, "one"), from);
            }
        };
        _alice.Call(_peer.Uri(), call => call with { RingTimeout = TimeSpan.FromSeconds(10) });
        Run(120);
        Assert.Equal((CallFailureCause.RingTimeout, 487), (_alice.Of<CallFailed>().Single().Cause, _alice.Of<CallFailed>().Single().Status));
        Assert.Equal(default, _alice.Endpoint.Counts);
    }

    private void Run(double seconds) => _simulation.RunFor(TimeSpan.FromSeconds(seconds));
}
