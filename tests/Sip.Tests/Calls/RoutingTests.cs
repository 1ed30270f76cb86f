using System.Net;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;
using Switchroom.TestKit;
using Switchroom.TestKit.Sip;

namespace Switchroom.Sip.Tests.Calls;

/// <summary>How requests find their way: record-routing proxies, strict routers, resolution and failover, the size rule, connections.</summary>
public sealed class RoutingTests
{
    private static readonly IPEndPoint ProxyAddress = new(IPAddress.Parse("192.0.2.5"), 5060);

    private readonly TwoPhones _phones = new(tcp: true);

    private TestSipPhone Alice => _phones.Alice;

    private TestSipPhone Bob => _phones.Bob;

    [Fact]
    public void EveryRequestOfACallThroughARecordRoutingProxyPassesIt()
    {
        var proxy = new RecordRoutingProxy(_phones.Simulation, ProxyAddress, Bob.Address);
        Bob.AnswersAll();
        Alice.AnswersAll("alice's answer");
        var key = Alice.Call(Bob.Uri(), call => call with { Route = [proxy.Uri] });
        _phones.RunFor(1);
        Bob.Do(new SendOffer(Bob.Of<IncomingCall>().Single().Key, SipBody.Sdp("hold")));
        _phones.RunFor(1);
        Alice.Do(new HangUp(key));
        _phones.RunFor(60);
        Assert.Equal(["INVITE", "ACK", "INVITE", "ACK", "BYE"], proxy.Passed);
        Assert.Equal((CallParty.Peer, CallEndCause.HungUp), _phones.EndOf(Bob));
        Assert.Equal("alice's answer", Bob.Of<OfferAnswered>().Single().Answer.Text);
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void CancelFollowsItsInviteThroughTheProxy()
    {
        var proxy = new RecordRoutingProxy(_phones.Simulation, ProxyAddress, Bob.Address);
        var key = Alice.Call(Bob.Uri(), call => call with { Route = [proxy.Uri] });
        _phones.RunFor(1);
        Alice.Do(new HangUp(key));
        _phones.RunFor(60);
        Assert.Equal(CallFailureCause.Cancelled, Alice.Of<CallFailed>().Single().Cause);
        Assert.Equal((CallParty.Peer, CallEndCause.Cancelled), _phones.EndOf(Bob));
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void AStrictRouterGetsItselfInTheRequestUriAndTheTargetAtTheEndOfTheRoute()
    {
        var peer = new ScriptedSipPeer(_phones.Simulation, ProxyAddress);
        peer.OnRequest = (request, from) =>
        {
            if (request.Method == SipMethod.Invite)
            {
                var response = peer.Response(request, 200, "one", "answer");
                response.Contact = new NameAddr(SipUri.Parse("sip:bob@198.51.100.7"));
                response.Headers.Add(SipHeader.RecordRoute, "<sip:second.example.com;lr>");
                response.Headers.Add(SipHeader.RecordRoute, "<sip:192.0.2.5>");
                peer.Send(response, from);
            }
        };
        var key = Alice.Call(peer.Uri());
        _phones.RunFor(1);
        Alice.Do(new HangUp(key));
        _phones.RunFor(1);
        var bye = peer.Requests(SipMethod.Bye)[0];
        Assert.Equal("sip:192.0.2.5", bye.Uri.ToString());
        Assert.Equal(["<sip:second.example.com;lr>", "<sip:bob@198.51.100.7>"], bye.Routes.Select(route => route.ToString()));
    }

    [Fact]
    public void ALooseRouteStaysInTheRouteAndTheTargetInTheRequestUri()
    {
        var peer = new ScriptedSipPeer(_phones.Simulation, ProxyAddress);
        Alice.Call(SipUri.Parse("sip:bob@far.example.com"), call => call with { Route = [SipUri.Parse("sip:192.0.2.5;lr")] });
        _phones.RunFor(0.1);
        var invite = peer.Requests(SipMethod.Invite)[0];
        Assert.Equal("sip:bob@far.example.com", invite.Uri.ToString());
        Assert.Equal("<sip:192.0.2.5;lr>", invite.Routes.Single().ToString());
        Assert.Equal(70u, invite.MaxForwards);
    }

    [Fact]
    public void TargetsAreTriedInOrderUntilOneAnswers()
    {
        var busy = new ScriptedSipPeer(_phones.Simulation, ProxyAddress);
        busy.OnRequest = (request, from) =>
        {
            if (request.Method == SipMethod.Invite)
            {
                busy.Send(busy.Response(request, 503), from);
            }
        };
        Bob.AnswersAll();
        Alice.Resolver = uri =>
        [
            new SipTarget(SipTransport.Tcp, new IPEndPoint(IPAddress.Parse("192.0.2.77"), 5060)),
            new SipTarget(SipTransport.Udp, new IPEndPoint(IPAddress.Parse("192.0.2.78"), 5060)),
            new SipTarget(SipTransport.Udp, ProxyAddress),
            new SipTarget(SipTransport.Udp, Bob.Address),
        ];
        Alice.Call(SipUri.Parse("sip:bob@example.com"));
        _phones.RunFor(33);
        Assert.Single(Alice.Of<CallAnswered>());
        Assert.Equal(["192.0.2.78", "192.0.2.5", "192.0.2.2"], Alice.Of<CallSent>().Select(sent => sent.Flow.Remote.Address.ToString()));
    }

    [Fact]
    public void ANameThatDoesNotResolveFailsTheCall()
    {
        Alice.Call(SipUri.Parse("sip:bob@nowhere.example"));
        _phones.RunFor(1);
        Assert.Equal(CallFailureCause.Unresolvable, Alice.Of<CallFailed>().Single().Cause);
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void AHangUpWhileTheNameIsResolvedSendsNothing()
    {
        Alice.Resolver = uri => throw new InvalidOperationException("not reached");
        var key = new CallKey(Guid.Empty);
        Alice.Endpoint.Handle(new StartCall(key, new CallRequest { Target = SipUri.Parse("sip:bob@example.com"), From = Alice.Uri() }), TimeSpan.Zero);
        Alice.Endpoint.Handle(new HangUp(key), TimeSpan.Zero);
        Assert.True(Alice.Endpoint.TryTakeFlowRequest(out _));
        Assert.False(Alice.Endpoint.TryTakeMessage(out _));
        Assert.True(Alice.Endpoint.TryTakeEvent(out var failed));
        Assert.Equal(CallFailureCause.Cancelled, Assert.IsType<CallFailed>(failed).Cause);
        Assert.Equal(default, Alice.Endpoint.Counts);
    }

    [Fact]
    public void ALargeInviteGoesOverTcpAndTheCallStaysThere()
    {
        Bob.AnswersAll();
        var key = Alice.Call(Bob.Uri(), call => call with { Offer = SipBody.Sdp(new string('x', 2000)) });
        _phones.RunFor(1);
        Assert.Equal(SipTransport.Tcp, Alice.Of<CallSent>().Single().Flow.Transport);
        Assert.Equal(0, _phones.Simulation.Network.Sent);
        Alice.Do(new HangUp(key));
        _phones.RunFor(60);
        Assert.Equal((CallParty.Peer, CallEndCause.HungUp), _phones.EndOf(Bob));
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void ALargeInviteToAPeerWithoutTcpGoesOverUdpAfterAll()
    {
        var peer = new ScriptedSipPeer(_phones.Simulation, ProxyAddress);
        Alice.Call(peer.Uri(), call => call with { Offer = SipBody.Sdp(new string('x', 2000)) });
        _phones.RunFor(0.1);
        Assert.Equal("UDP", Assert.Single(peer.Requests(SipMethod.Invite)).Via.Transport);
    }

    [Fact]
    public void ACallOverTcpSurvivesTheLossOfItsConnection()
    {
        Bob.AnswersAll();
        var key = Alice.Call(Bob.Uri() with { Parameters = SipParameters.Empty.With("transport", "tcp") });
        _phones.RunFor(1);
        Assert.Single(Alice.Of<CallAnswered>());
        _phones.Streams!.BreakAll();
        Alice.Do(new HangUp(key));
        _phones.RunFor(60);
        Assert.Equal((CallParty.Peer, CallEndCause.HungUp), _phones.EndOf(Bob));
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void AnAnswerWhoseConnectionWasLostComesOverAnother()
    {
        var key = Alice.Call(Bob.Uri() with { Parameters = SipParameters.Empty.With("transport", "tcp") });
        _phones.RunFor(1);
        _phones.Streams!.BreakAll();
        Bob.Do(new AnswerCall(Bob.Of<IncomingCall>().Single().Key, SipBody.Sdp("answer")));
        _phones.RunFor(1);
        Assert.Single(Alice.Of<CallAnswered>());
        Assert.Single(Bob.Of<CallConfirmed>());
        Alice.Do(new HangUp(key));
        _phones.RunFor(60);
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void ATargetThatRefusesTheConnectionFailsTheCall()
    {
        Alice.Call(SipUri.Parse("sip:nobody@192.0.2.44;transport=tcp"));
        _phones.RunFor(1);
        Assert.Equal((CallFailureCause.Unreachable, "connection refused"), (Alice.Of<CallFailed>().Single().Cause, Alice.Of<CallFailed>().Single().ReasonPhrase));
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void AnIcmpErrorOfAUdpTargetFailsTheCallAtOnce()
    {
        Alice.Call(SipUri.Parse("sip:nobody@192.0.2.44"));
        _phones.RunFor(0.1);
        Alice.Endpoint.HandleFlowClosed(Alice.Of<CallSent>().Single().Flow, _phones.Simulation.Now);
        _phones.RunFor(0.1);
        Assert.Equal(CallFailureCause.Unreachable, Alice.Of<CallFailed>().Single().Cause);
        _phones.AssertNothingLeft();
    }

    [Fact]
    public void TwoCallsToOneTargetShareAConnection()
    {
        Bob.AnswersAll();
        var target = Bob.Uri() with { Parameters = SipParameters.Empty.With("transport", "tcp") };
        Alice.Call(target);
        Alice.Call(target);
        _phones.RunFor(1);
        Alice.Call(target);
        _phones.RunFor(1);
        Assert.Equal(3, Alice.Of<CallAnswered>().Count());
        Assert.Equal(1, _phones.Streams!.Count);
    }

    [Fact]
    public void ResponsesGoToTheAddressAndPortTheRequestCameFrom()
    {
        var peer = new ScriptedSipPeer(_phones.Simulation, new IPEndPoint(IPAddress.Parse("192.0.2.9"), 40123));
        var options = peer.Request(SipMethod.Options, Bob.Uri(), "rport-call");
        options.Via = new Via("UDP", "10.0.0.1", 5060).With("branch", Via.MagicCookie + "rport1").With("rport");
        peer.Send(options, Bob.Address);
        _phones.RunFor(0.1);
        var response = Assert.IsType<SipResponse>(Assert.Single(peer.Received));
        Assert.Equal((200, "192.0.2.9", 40123), (response.Status, response.Via.Received, response.Via.RPort));
    }

    /// <summary>A stateless proxy that stays on the path.</summary>
    private sealed class RecordRoutingProxy
    {
        private readonly Simulation _simulation;
        private readonly IPEndPoint _address;
        private readonly IPEndPoint _callee;

        public RecordRoutingProxy(Simulation simulation, IPEndPoint address, IPEndPoint callee)
        {
            _simulation = simulation;
            _address = address;
            _callee = callee;
            simulation.Network.Attach(address, Forward);
        }

        public SipUri Uri => SipUri.Parse($"sip:{_address};lr");

        public List<string> Passed { get; } = [];

        private void Forward(ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now)
        {
            Assert.Equal(SipParseError.None, SipParser.Parse(datagram, SipLimits.Default, out var message));
            message!.MaxForwards = message is SipRequest ? 69u : null;
            if (message is SipRequest request)
            {
                Passed.Add(request.Method.Name);
                Assert.True(request.Headers.RemoveFirst(SipHeader.Route), request.ToString());
                request.Headers.ReplaceFirst(SipHeader.Via, request.Via.With("received", from.Address.ToString()).With("rport", from.Port.ToString()));
                request.Headers.AddFirst(SipHeader.Via, new Via("UDP", _address.Address.ToString(), _address.Port).With("branch", request.Via.Branch + "p"));
                request.Headers.AddFirst(SipHeader.RecordRoute, new NameAddr(Uri));
                _simulation.Network.Send(_address, new IPEndPoint(request.Uri.Address!, request.Uri.Port ?? 5060), request.ToBytes(), now);
            }
            else
            {
                message.Headers.RemoveFirst(SipHeader.Via);
                var back = new IPEndPoint(IPAddress.Parse(message.Via.Received!), message.Via.RPort!.Value);
                _simulation.Network.Send(_address, back, message.ToBytes(), now);
            }
        }
    }
}
