using System.Net;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Tests.Calls;
using Switchroom.TestKit.Sip;

namespace Switchroom.Sip.Tests.Dialogs;

/// <summary>A phone that forgets everything, as a process that was killed, and ends its calls with what it wrote down.</summary>
public sealed class DialogRecordTests
{
    private static readonly IPEndPoint NewAddress = new(IPAddress.Parse("192.0.2.9"), 5070);

    private readonly TwoPhones _phones = new();

    private TestSipPhone Alice => _phones.Alice;

    private TestSipPhone Bob => _phones.Bob;

    [Theory]
    [InlineData(false), InlineData(true)]
    public void AnAnsweredCallIsEndedByWhoeverHasItsRecord(bool byCallee)
    {
        Bob.AnswersAll();
        Alice.Call(Bob.Uri());
        _phones.RunFor(1);
        var (lost, peer) = byCallee ? (Bob, Alice) : (Alice, Bob);
        var successor = Successor();

        successor.Do(new EndDialog(new CallKey(Guid.NewGuid()), KeptOf(lost)) { Reason = new CallReason("SIP", 500, "restarted") });
        _phones.RunFor(1);

        Assert.Equal((CallParty.Peer, CallEndCause.HungUp), _phones.EndOf(peer));
        Assert.Equal(500, Assert.Single(Assert.Single(peer.Of<CallEnded>()).Reasons).Cause);
        Assert.Single(successor.Of<CallEnded>());
        _phones.RunFor(40);
        Assert.Equal(default, successor.Endpoint.Counts);
        Assert.Equal(default, peer.Endpoint.Counts);
    }

    [Fact]
    public void APhoneThatRingsStopsRinging()
    {
        Bob.Script = happened =>
        {
            if (happened is IncomingCall call)
            {
                Bob.Do(new ProgressCall(call.Key));
            }
        };
        Alice.Call(Bob.Uri());
        _phones.RunFor(1);

        Successor().Do(new EndDialog(new CallKey(Guid.NewGuid()), KeptOf(Alice)));
        _phones.RunFor(1);

        Assert.Equal((CallParty.Peer, CallEndCause.HungUp), _phones.EndOf(Bob));
    }

    [Fact]
    public void APhoneThatToldNothingYetIsCalledNoMore()
    {
        Bob.Script = _ => { };
        Alice.Call(Bob.Uri());
        _phones.RunFor(1);
        Assert.True(Withdrawal.TryParse(Alice.Of<CallSent>().Last().Withdrawal!.ToText()!, out var kept));

        var successor = Successor();
        successor.Do(new WithdrawCall(new CallKey(Guid.NewGuid()), kept));
        _phones.RunFor(1);

        Assert.Equal(CallEndCause.Cancelled, Assert.Single(Bob.Of<CallEnded>()).Cause);
        Assert.Empty(successor.Events);
        _phones.RunFor(40);
        Assert.Equal(default, successor.Endpoint.Counts);
    }

    [Fact]
    public void OverAConnectionThatIsGoneAPhoneIsCalledNoMoreByAnother()
    {
        var phones = new TwoPhones(tcp: true);
        phones.Alice.Call(phones.Bob.Uri() with { Parameters = SipParameters.Empty.With("transport", "tcp") });
        phones.RunFor(1);
        var text = phones.Alice.Of<CallSent>().Last().Withdrawal!.ToText()!;
        Assert.StartsWith("CANCEL-TO 192.0.2.2:5060 tcp\r\n", text, StringComparison.Ordinal);
        Assert.True(Withdrawal.TryParse(text, out var kept));
        phones.Streams!.BreakAll();

        var successor = new TestSipPhone(phones.Simulation, NewAddress, seed: 99, streams: phones.Streams);
        successor.Do(new WithdrawCall(new CallKey(Guid.NewGuid()), kept));
        Assert.False(successor.Endpoint.IsQuiet);
        phones.RunFor(1);

        Assert.Equal(CallEndCause.Cancelled, Assert.Single(phones.Bob.Of<CallEnded>()).Cause);
        Assert.True(successor.Endpoint.IsQuiet);
    }

    [Fact]
    public void NobodyListensWhereACancelIsToGo()
    {
        var phones = new TwoPhones(tcp: true);
        phones.Alice.Call(phones.Bob.Uri());
        phones.RunFor(1);
        var kept = phones.Alice.Of<CallSent>().Last().Withdrawal! with { Target = new SipTarget(SipTransport.Tcp, new IPEndPoint(IPAddress.Parse("192.0.2.200"), 5060)) };

        var successor = new TestSipPhone(phones.Simulation, NewAddress, seed: 99, streams: phones.Streams);
        successor.Do(new WithdrawCall(new CallKey(Guid.NewGuid()), kept));
        phones.RunFor(40);

        Assert.Equal(default, successor.Endpoint.Counts);
    }

    [Theory]
    [InlineData(SipTransport.Udp, null)]
    [InlineData(SipTransport.Tcp, null)]
    [InlineData(SipTransport.Tls, null)]
    [InlineData(SipTransport.Tls, "carrier.example")]
    public void AWithdrawalSaysHowItsFarEndIsReached(SipTransport transport, string? name)
    {
        Alice.Call(Bob.Uri());
        var withdrawal = Sent();

        Assert.True(Withdrawal.TryParse((withdrawal with { Target = new SipTarget(transport, Bob.Address, name) }).ToText()!, out var read));

        Assert.Equal(new SipTarget(transport, Bob.Address, name), read.Target);
    }

    [Fact]
    public void ADialogIsOverBeforeTheEndOfACallThatThePeerHungUp()
    {
        Bob.AnswersAll();
        Alice.Call(Bob.Uri());
        _phones.RunFor(1);
        Bob.Do(new HangUp(Bob.Of<IncomingCall>().Single().Key));
        _phones.RunFor(1);

        Assert.Equal([nameof(DialogKnown), nameof(DialogOver), nameof(CallEnded)], DialogEventsOf(Alice));
    }

    [Fact]
    public void ADialogThatWeEndIsOverWhenItsByeIsAnsweredOrNeverWillBe()
    {
        var peer = new ScriptedSipPeer(_phones.Simulation, new IPEndPoint(IPAddress.Parse("192.0.2.5"), 5060));
        var deaf = 2;
        peer.OnRequest = (request, from) =>
        {
            if (request.Method != SipMethod.Ack && (request.Method == SipMethod.Invite || --deaf < 0))
            {
                peer.Send(peer.Response(request, 200, "one", request.Method == SipMethod.Invite ? "answer" : null), from);
            }
        };
        var key = Alice.Call(peer.Uri());
        _phones.RunFor(1);
        Assert.False(Alice.Endpoint.IsQuiet);
        Alice.Do(new HangUp(key));
        _phones.RunFor(1);
        Assert.Equal([nameof(DialogKnown), nameof(CallEnded)], DialogEventsOf(Alice));
        Assert.False(Alice.Endpoint.IsQuiet);

        _phones.RunFor(1); // the third BYE is answered
        Assert.Equal([nameof(DialogKnown), nameof(CallEnded), nameof(DialogOver)], DialogEventsOf(Alice));
        Assert.True(Alice.Endpoint.IsQuiet);

        deaf = int.MaxValue;
        key = Alice.Call(peer.Uri());
        _phones.RunFor(1);
        Alice.Do(new HangUp(key));
        _phones.RunFor(31);
        Assert.Single(Alice.Of<DialogOver>());
        _phones.RunFor(9);
        Assert.Equal(2, Alice.Of<DialogOver>().Count());
        Assert.True(Alice.Endpoint.IsQuiet);
    }

    [Fact]
    public void TheDialogsOfAForkThatIsOverAreOver()
    {
        var peer = new ScriptedSipPeer(_phones.Simulation, new IPEndPoint(IPAddress.Parse("192.0.2.5"), 5060));
        peer.OnRequest = (request, from) =>
        {
            if (request.Method == SipMethod.Invite)
            {
                peer.Send(peer.Response(request, 180, "one"), from);
                peer.Send(peer.Response(request, 180, "two"), from);
                peer.Send(peer.Response(request, 486, "two"), from);
            }
        };
        Alice.Call(peer.Uri());
        _phones.RunFor(1);

        Assert.Equal(["one", "two"], Alice.Of<DialogOver>().Select(each => each.Branch).Order());
        Assert.IsType<CallFailed>(Alice.Events[^1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CANCEL-TO 192.0.2.1:5060 udp\r\n")]
    [InlineData("CANCEL-TO 192.0.2.1:5060 tls a b\r\n")]
    [InlineData("CANCEL-TO nowhere\r\n")]
    [InlineData("CANCEL-TO 192.0.2.1:5060\r\n")]
    [InlineData("CANCEL-TO 192.0.2.1:5060\r\nINVITE sip:a@b SIP/2.0\r\n\r\n")]
    public void AnotherTextWithdrawsNothing(string text) => Assert.False(Withdrawal.TryParse(text, out _));

    [Fact]
    public void ARecordIsToldOncePerWayToThePeer()
    {
        Bob.Script = happened =>
        {
            switch (happened)
            {
                case IncomingCall call:
                    Bob.Do(new ProgressCall(call.Key));
                    Bob.Do(new ProgressCall(call.Key, 183));
                    Bob.Do(new AnswerCall(call.Key, SipBody.Sdp("answer")));
                    break;
                case OfferReceived offer:
                    Bob.Do(new SendAnswer(offer.Key, SipBody.Sdp("answer")));
                    break;
            }
        };
        var key = Alice.Call(Bob.Uri());
        _phones.RunFor(1);
        Alice.Do(new SendOffer(key, SipBody.Sdp("offer")));
        _phones.RunFor(1);

        Assert.Single(Alice.Of<DialogKnown>());
        Assert.Single(Bob.Of<DialogKnown>());
    }

    [Fact]
    public void ItPassesTheProxiesOfTheCallWithANumberAboveAnyThatWasUsed()
    {
        var peer = new ScriptedSipPeer(_phones.Simulation, new IPEndPoint(IPAddress.Parse("192.0.2.5"), 5060));
        peer.OnRequest = (request, from) =>
        {
            if (request.Method == SipMethod.Invite)
            {
                var response = peer.Response(request, 200, "one", "answer");
                response.Contact = new NameAddr(SipUri.Parse("sip:bob@198.51.100.7"));
                response.Headers.Add(SipHeader.RecordRoute, "<sip:second.example.com;lr>");
                response.Headers.Add(SipHeader.RecordRoute, "<sip:192.0.2.5;lr>");
                peer.Send(response, from);
            }
        };
        Alice.Call(peer.Uri());
        _phones.RunFor(1);
        var invite = peer.Requests(SipMethod.Invite)[0];

        Successor().Do(new EndDialog(new CallKey(Guid.NewGuid()), KeptOf(Alice)));
        _phones.RunFor(0.1);

        var bye = Assert.Single(peer.Requests(SipMethod.Bye));
        Assert.Equal("sip:bob@198.51.100.7", bye.Uri.ToString());
        Assert.Equal(["<sip:192.0.2.5;lr>", "<sip:second.example.com;lr>"], bye.Routes.Select(route => route.ToString()));
        Assert.Equal((invite.CallId, invite.From.ToString(), "one"), (bye.CallId, bye.From.ToString(), bye.To.Tag));
        Assert.True(bye.CSeq.Number > invite.CSeq.Number + 100);
    }

    [Fact]
    public void AChallengedByeIsAuthorized()
    {
        var peer = new ScriptedSipPeer(_phones.Simulation, new IPEndPoint(IPAddress.Parse("192.0.2.5"), 5060));
        peer.OnRequest = (request, from) =>
        {
            var challenged = request.Method == SipMethod.Bye && request.CredentialsOf(SipHeader.ProxyAuthorization).Count == 0;
            var response = peer.Response(request, challenged ? 407 : 200, "one", request.Method == SipMethod.Invite ? "answer" : null);
            if (challenged)
            {
                response.Headers.Add(SipHeader.ProxyAuthenticate, "Digest realm=\"carrier\", nonce=\"abc\", qop=\"auth\"");
            }

            peer.Send(response, from);
        };
        Alice.Call(peer.Uri());
        _phones.RunFor(1);

        Successor().Do(new EndDialog(new CallKey(Guid.NewGuid()), KeptOf(Alice)) { Credentials = new CallCredentials("alice", "secret") });
        _phones.RunFor(1);

        var byes = peer.Requests(SipMethod.Bye);
        Assert.Equal(2, byes.Count);
        Assert.Equal(byes[0].CSeq.Number + 1, byes[1].CSeq.Number);
    }

    [Fact]
    public void AFarEndThatIsGoneIsLeftAloneInTheEnd()
    {
        var record = Example() with { Target = SipUri.Parse("sip:gone@192.0.2.200") };
        Alice.Do(new EndDialog(new CallKey(Guid.NewGuid()), record));
        _phones.RunFor(40);

        _phones.AssertNothingLeft();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"Version\":2}")]
    [InlineData("{\"Version\":1,\"CallId\":\"a\\r\\nX: y\",\"Local\":\"<sip:a@b>;tag=1\",\"Remote\":\"<sip:c@d>;tag=2\",\"Routes\":[],\"Target\":\"sip:c@d\",\"Number\":1}")]
    [InlineData("{\"Version\":1,\"CallId\":\"a\",\"Local\":\"<sip:a@b>\",\"Remote\":\"<sip:c@d>;tag=2\",\"Routes\":[],\"Target\":\"sip:c@d\",\"Number\":1}")]
    [InlineData("{\"Version\":1,\"CallId\":\"a\",\"Local\":\"<sip:a@b>;tag=1\",\"Remote\":\"<sip:c@d>;tag=2\",\"Routes\":[null],\"Target\":\"sip:c@d\",\"Number\":1}")]
    [InlineData("{\"Version\":1,\"CallId\":\"a\",\"Local\":\"<sip:a@b>;tag=1\",\"Remote\":\"<sip:c@d>;tag=2\",\"Routes\":[],\"Target\":\"sip:c@d\",\"Number\":-1}")]
    public void AnotherTextIsNotTaken(string text) => Assert.False(DialogRecord.TryParse(text, out _));

    [Fact]
    public void ADialogOfTooManyProxiesIsNotKept()
    {
        var route = new NameAddr(SipUri.Parse("sip:192.0.2.5;lr"));

        Assert.NotNull((Example() with { Routes = [.. Enumerable.Repeat(route, DialogRecord.MaxRoutes)] }).ToText());
        Assert.Null((Example() with { Routes = [.. Enumerable.Repeat(route, DialogRecord.MaxRoutes + 1)] }).ToText());
        Assert.Null((Example() with { CallId = new string('a', DialogRecord.MaxLength) }).ToText());
    }

    private Withdrawal Sent()
    {
        _phones.RunFor(1);
        return Alice.Of<CallSent>().Last().Withdrawal!;
    }

    private static IEnumerable<string> DialogEventsOf(TestSipPhone phone) =>
        phone.Events.Where(happened => happened is DialogKnown or DialogOver or CallEnded).Select(happened => happened.GetType().Name);

    private TestSipPhone Successor() => new(_phones.Simulation, NewAddress, seed: 99);

    private static DialogRecord KeptOf(TestSipPhone phone)
    {
        Assert.True(DialogRecord.TryParse(phone.Of<DialogKnown>().Last().Dialog.ToText()!, out var record));
        return record;
    }

    private static DialogRecord Example() => new()
    {
        CallId = "call",
        Local = new NameAddr(SipUri.Parse("sip:a@192.0.2.1")).WithTag("1"),
        Remote = new NameAddr(SipUri.Parse("sip:b@192.0.2.2")).WithTag("2"),
        Routes = [],
        Target = SipUri.Parse("sip:b@192.0.2.2"),
        Number = 1,
    };
}
