using System.Net;
using System.Text;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;
using Switchroom.TestKit;
using Switchroom.TestKit.Sip;

namespace Switchroom.Sip.Tests.Calls;

/// <summary>How requests from anyone are answered (RFC 3261 section 8.2), and what floods and noise do: nothing.</summary>
public sealed class RequestTests
{
    private readonly Simulation _simulation = new(new VirtualNetwork(3));
    private readonly TestSipPhone _phone;
    private readonly ScriptedSipPeer _peer;

    public RequestTests()
    {
        _phone = new TestSipPhone(_simulation, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5060), 1, options => options with
        {
            TransactionLimitPerSource = 50,
            CallLimitPerSource = 20,
        });
        _peer = new ScriptedSipPeer(_simulation, new IPEndPoint(IPAddress.Parse("192.0.2.9"), 5060));
    }

    [Theory]
    [InlineData("REGISTER", 405)]
    [InlineData("SUBSCRIBE", 405)]
    [InlineData("MESSAGE", 405)]
    [InlineData("PUBLISH", 405)]
    [InlineData("FROBNICATE", 501)]
    [InlineData("BYE", 481)]
    [InlineData("UPDATE", 481)]
    [InlineData("PRACK", 481)]
    [InlineData("INFO", 481)]
    [InlineData("NOTIFY", 481)]
    [InlineData("CANCEL", 481)]
    [InlineData("REFER", 403)]
    [InlineData("OPTIONS", 200)]
    public void ARequestOutsideAnyDialogGetsTheResponseTheRfcAsksFor(string method, int status)
    {
        var response = Answer(_peer.Request(new SipMethod(method), _phone.Uri(), "outside"));
        Assert.Equal(status, response.Status);
        Assert.NotNull(response.To.Tag);
        if (status is 405 or 200)
        {
            Assert.Contains("INVITE", response.TokensOf(SipHeader.Allow));
        }

        AssertNothingLeft();
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("BYE")]
    [InlineData("INFO")]
    [InlineData("REFER")]
    public void ARequestInAnUnknownDialogGets481(string method) =>
        Assert.Equal(481, Answer(_peer.Request(new SipMethod(method), _phone.Uri(), "unknown", toTag: "nobody")).Status);

    [Fact]
    public void AnAckThatBelongsToNothingIsDropped()
    {
        _peer.Send(_peer.Request(SipMethod.Ack, _phone.Uri(), "unknown", toTag: "nobody"), _phone.Address);
        _simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Empty(_peer.Received);
        AssertNothingLeft();
    }

    [Fact]
    public void ARequiredExtensionThatWeLackIsNamedIn420()
    {
        var request = _peer.Request(SipMethod.Invite, _phone.Uri(), "extension");
        request.Headers.Add(SipHeader.Require, "100rel, teleport, levitate");
        var response = Answer(request);
        Assert.Equal(420, response.Status);
        Assert.Equal(["teleport", "levitate"], response.TokensOf(SipHeader.Unsupported));
        Assert.Empty(_phone.Events);
    }

    [Fact]
    public void ABodyThatIsNoSessionDescriptionGets415WithWhatWeTake()
    {
        var request = _peer.Request(SipMethod.Invite, _phone.Uri(), "body");
        request.SetBody(new MediaType("text", "html"), "<p>"u8.ToArray());
        var response = Answer(request);
        Assert.Equal(415, response.Status);
        Assert.Equal("application/sdp", response.Headers[SipHeader.Accept]);
    }

    [Fact]
    public void ASchemeWeDoNotKnowGets416() =>
        Assert.Equal(416, Answer(_peer.Request(SipMethod.Options, SipUri.Parse("mailto:a@example.com"), "scheme")).Status);

    [Fact]
    public void AnInviteThatComesByTwoPathsIsMergedWith482()
    {
        var first = _peer.Request(SipMethod.Invite, _phone.Uri(), "merged");
        var second = _peer.Request(SipMethod.Invite, _phone.Uri(), "merged");
        _peer.Send(first, _phone.Address);
        Assert.Equal(482, Answer(second).Status);
        Assert.Single(_phone.Of<IncomingCall>());
    }

    [Fact]
    public void ARepeatedInviteIsOneCallAndGetsTheLatestResponseAgain()
    {
        _phone.Script = happened =>
        {
            if (happened is IncomingCall call)
            {
                _phone.Do(new ProgressCall(call.Key));
            }
        };
        var invite = _peer.Request(SipMethod.Invite, _phone.Uri(), "repeated");
        for (var i = 0; i < 3; i++)
        {
            _peer.Send(invite, _phone.Address);
            _simulation.RunFor(TimeSpan.FromSeconds(1));
        }

        Assert.Single(_phone.Of<IncomingCall>());
        Assert.Equal([100, 180, 180, 180], _peer.Received.OfType<SipResponse>().Select(response => response.Status));
    }

    [Fact]
    public void APeerOfRfc2543WithoutBranchesIsMatchedByItsNames()
    {
        var invite = Old(SipMethod.Invite);
        _peer.Send(invite, _phone.Address);
        _peer.Send(invite, _phone.Address);
        _simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Single(_phone.Of<IncomingCall>());
        _peer.Send(Old(SipMethod.Cancel), _phone.Address);
        _simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(CallEndCause.Cancelled, _phone.Of<CallEnded>().Single().Cause);
        Assert.Contains(_peer.Received.OfType<SipResponse>(), response => response.Status == 487);

        SipRequest Old(SipMethod method)
        {
            var request = _peer.Request(method, _phone.Uri(), "old");
            request.Via = new Via("UDP", "192.0.2.9", 5060);
            return request;
        }
    }

    [Fact]
    public void AnInviteWithoutContactIsABadRequest()
    {
        var request = _peer.Request(SipMethod.Invite, _phone.Uri(), "contact");
        request.Contact = null;
        Assert.Equal(400, Answer(request).Status);
    }

    [Fact]
    public void RequestsOutOfOrderInADialogGet500AndAProvisionalByeEndsTheCall()
    {
        _phone.Script = happened =>
        {
            if (happened is IncomingCall call)
            {
                _phone.Do(new ProgressCall(call.Key));
            }
        };
        _peer.Send(_peer.Request(SipMethod.Invite, _phone.Uri(), "order", number: 10), _phone.Address);
        _simulation.RunFor(TimeSpan.FromSeconds(1));
        var tag = _peer.Received.OfType<SipResponse>().Last().To.Tag!;
        Assert.Equal(500, Answer(_peer.Request(SipMethod.Info, _phone.Uri(), "order", 9, tag)).Status);
        Assert.Equal(200, Answer(_peer.Request(SipMethod.Bye, _phone.Uri(), "order", 11, tag)).Status);
        Assert.Contains(_peer.Received.OfType<SipResponse>(), response => response.Status == 487);
        Assert.Equal(CallParty.Peer, _phone.Of<CallEnded>().Single().By);
        _simulation.RunFor(TimeSpan.FromSeconds(90));
        AssertNothingLeft();
    }

    [Fact]
    public void OneSourceGetsNoMoreCallsThanItsShareAndOthersStillGetTheirs()
    {
        for (var i = 0; i < 30; i++)
        {
            _peer.Send(_peer.Request(SipMethod.Invite, _phone.Uri(), "share" + i), _phone.Address);
        }

        _simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(20, _phone.Of<IncomingCall>().Count());
        Assert.Equal(10, _peer.Received.OfType<SipResponse>().Where(response => response.Status == 503).Select(response => response.CallId).Distinct().Count());
        var other = new TestSipPhone(_simulation, new IPEndPoint(IPAddress.Parse("192.0.2.2"), 5060), 2);
        other.Call(_phone.Uri());
        _simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(21, _phone.Of<IncomingCall>().Count());
    }

    [Fact]
    public void AFloodFromOneSourceIsBoundedAndACallInProgressIsUnharmed()
    {
        var other = new TestSipPhone(_simulation, new IPEndPoint(IPAddress.Parse("192.0.2.2"), 5060), 2);
        _phone.AnswersAll();
        var key = other.Call(_phone.Uri());
        _simulation.RunFor(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 10_000; i++)
        {
            _peer.Send(_peer.Request(SipMethod.Options, _phone.Uri(), "flood" + i), _phone.Address);
        }

        _simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(_phone.Endpoint.Counts.ServerTransactions <= 60, _phone.Endpoint.Counts.ToString());
        Assert.Equal(50, _peer.Received.Count);
        other.Do(new SendOffer(key, SipBody.Sdp("hold")));
        _simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Single(other.Of<OfferAnswered>());
        other.Do(new HangUp(key));
        _simulation.RunFor(TimeSpan.FromSeconds(90));
        AssertNothingLeft();
    }

    [Fact]
    public void AMillionRandomDatagramsChangeNothing()
    {
        var endpoint = _phone.Endpoint;
        var flow = new FlowId(SipTransport.Udp, _phone.Address, _peer.Address);
        var random = new Random(11);
        var template = _peer.Request(SipMethod.Invite, _phone.Uri(), "noise").ToBytes();
        var buffer = new byte[2048];
        for (var i = 0; i < 1_000_000; i++)
        {
            var length = random.Next(200);
            if (i % 4 == 0)
            {
                // A real message with a few bytes changed gets further in than noise does.
                length = template.Length;
                template.CopyTo(buffer, 0);
                for (var change = random.Next(1, 6); change > 0; change--)
                {
                    buffer[random.Next(length)] = (byte)random.Next(256);
                }
            }
            else
            {
                random.NextBytes(buffer.AsSpan(0, length));
            }

            endpoint.HandleMessage(flow, buffer.AsSpan(0, length), TimeSpan.FromMilliseconds(i));
            endpoint.HandleDeadline(TimeSpan.FromMilliseconds(i));
            while (endpoint.TryTakeMessage(out _) || endpoint.TryTakeEvent(out _) || endpoint.TryTakeFlowRequest(out _))
            {
            }
        }

        for (var later = 0; later < 20_000; later++)
        {
            endpoint.HandleDeadline(TimeSpan.FromSeconds(1000 + later));
            while (endpoint.TryTakeMessage(out _) || endpoint.TryTakeEvent(out _) || endpoint.TryTakeFlowRequest(out _))
            {
            }
        }

        AssertNothingLeft();
    }

    [Fact]
    public void AMessageThatBreaksTheGrammarIsRefusedWithoutATransaction()
    {
        var text = _peer.Request(SipMethod.Invite, _phone.Uri(), "broken").ToString().Replace("Max-Forwards: 70", "Max-Forwards: lots", StringComparison.Ordinal);
        _simulation.Network.Send(_peer.Address, _phone.Address, Encoding.UTF8.GetBytes(text), _simulation.Now);
        _simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(400, Assert.IsType<SipResponse>(_peer.Received.Single()).Status);
        AssertNothingLeft();
    }

    private SipResponse Answer(SipRequest request)
    {
        var before = _peer.Received.Count;
        _peer.Send(request, _phone.Address);
        _simulation.RunFor(TimeSpan.FromSeconds(1));
        var response = _peer.Received.Skip(before).OfType<SipResponse>()
            .First(response => response.Status >= 200 && response.CSeq.Method == request.Method);
        _simulation.RunFor(TimeSpan.FromSeconds(request.Method == SipMethod.Invite ? 0 : 40));
        return response;
    }

    private void AssertNothingLeft() => Assert.Equal(default, _phone.Endpoint.Counts);
}
