using System.Net;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;
using Switchroom.TestKit;
using Switchroom.TestKit.Sip;

namespace Switchroom.Sip.Tests.Transactions;

/// <summary>When messages are repeated and when transactions end: RFC 3261 table 4 seen from the wire.</summary>
public sealed class TransactionTimingTests
{
    private readonly Simulation _simulation = new(new VirtualNetwork(3));
    private readonly TestSipPhone _phone;
    private readonly ScriptedSipPeer _peer;
    private readonly List<double> _arrivals = [];

    public TransactionTimingTests()
    {
        _phone = new TestSipPhone(_simulation, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5060), 1);
        _peer = new ScriptedSipPeer(_simulation, new IPEndPoint(IPAddress.Parse("192.0.2.9"), 5060));
        _simulation.Network.DefaultLink = new LinkProfile { Delay = TimeSpan.Zero };
    }

    [Fact]
    public void AnInviteIsRepeatedAtDoublingIntervalsUntilTimerB()
    {
        Watch(message => message is SipRequest);
        _phone.Call(_peer.Uri());
        Run(60);
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5], _arrivals);
        Assert.Equal(32, _phone.Of<CallFailed>().Single().At.TotalSeconds);
    }

    [Fact]
    public void AProvisionalStopsTheRepetition()
    {
        Watch(message => message is SipRequest { Method.Name: "INVITE" });
        _peer.OnRequest += (request, from) =>
        {
            if (_simulation.Now > TimeSpan.FromSeconds(1))
            {
                _peer.Send(_peer.Response(request, 100, null), from);
            }
        };
        _phone.Call(_peer.Uri());
        Run(60);
        Assert.Equal([0, 0.5, 1.5], _arrivals);
    }

    [Fact]
    public void ANonInviteRequestIsRepeatedUpToT2AndAfterAProvisionalEveryT2()
    {
        Watch(message => message is SipRequest);
        _phone.Do(new SendOptions(1, _peer.Uri()));
        Run(60);
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5], _arrivals);
        Assert.Equal((408, 32.0), (_phone.Of<OptionsAnswered>().Single().Status, _phone.Of<OptionsAnswered>().Single().At.TotalSeconds));

        _arrivals.Clear();
        var start = _simulation.Now.TotalSeconds;
        _peer.OnRequest += (request, from) => _peer.Send(_peer.Response(request, 100, null), from);
        _phone.Do(new SendOptions(2, _peer.Uri()));
        Run(60);
        Assert.Equal([0, 0.5, 4.5, 8.5, 12.5, 16.5, 20.5, 24.5, 28.5], _arrivals.Select(at => at - start));
    }

    [Fact]
    public void ARefusalIsRepeatedByTimerGUntilTimerHOrTheAck()
    {
        _phone.Script = happened => Reject(happened);
        Watch(message => message is SipResponse { Status: 486 });
        _peer.Send(_peer.Request(SipMethod.Invite, _phone.Uri(), "refused"), _phone.Address);
        Run(60);
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5], _arrivals);
        Assert.Equal(default, _phone.Endpoint.Counts);

        _arrivals.Clear();
        var invite = _peer.Request(SipMethod.Invite, _phone.Uri(), "acknowledged");
        _peer.Send(invite, _phone.Address);
        Run(1);
        var ack = HopRequest.Copy(invite, SipMethod.Ack);
        ack.To = _peer.Received.OfType<SipResponse>().Last().To;
        _peer.Send(ack, _phone.Address);
        Run(4);
        Assert.Equal(2, _arrivals.Count);
        Assert.Equal(1, _phone.Endpoint.Counts.ServerTransactions);
        Run(2);
        Assert.Equal(default, _phone.Endpoint.Counts);
    }

    [Fact]
    public void AnAnswerIsRepeatedByTheSessionUntilTheAckOrItsEnd()
    {
        _phone.AnswersAll();
        Watch(message => message is SipResponse { Status: 200, CSeq.Method.Name: "INVITE" });
        _peer.Send(_peer.Request(SipMethod.Invite, _phone.Uri(), "answered"), _phone.Address);
        Run(100);
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5], _arrivals);
        Assert.Equal(CallEndCause.AckMissing, _phone.Of<CallEnded>().Single().Cause);
        Assert.NotEmpty(_peer.Requests(SipMethod.Bye));
    }

    [Fact]
    public void AReliableProvisionalIsRepeatedAtDoublingIntervals()
    {
        _phone.Script = happened =>
        {
            if (happened is IncomingCall call)
            {
                _phone.Do(new ProgressCall(call.Key, 183, SipBody.Sdp("early"), Reliable: true));
            }
        };
        Watch(message => message is SipResponse { Status: 183 });
        var invite = _peer.Request(SipMethod.Invite, _phone.Uri(), "reliable");
        invite.SetBody(MediaType.Sdp, "offer"u8.ToArray());
        invite.Headers.Add(SipHeader.Supported, "100rel");
        _peer.Send(invite, _phone.Address);
        Run(60);
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5], _arrivals);
        Assert.Contains(_peer.Received.OfType<SipResponse>(), response => response.Status == 504);
    }

    [Fact]
    public void OtherTimersCanBeChosen()
    {
        var quick = new TestSipPhone(_simulation, new IPEndPoint(IPAddress.Parse("192.0.2.7"), 5060), 1, options => options with
        {
            Timers = new SipTimers { T1 = TimeSpan.FromMilliseconds(100) },
        });
        Watch(message => message is SipRequest);
        quick.Call(_peer.Uri());
        Run(60);
        Assert.Equal([0, 0.1, 0.3, 0.7, 1.5, 3.1, 6.3], _arrivals);
    }

    private void Reject(SipEvent happened)
    {
        if (happened is IncomingCall call)
        {
            _phone.Do(new RejectCall(call.Key, 486));
        }
    }

    /// <summary>Notes when matching messages arrive at the peer.</summary>
    private void Watch(Func<SipMessage, bool> matches) => _peer.OnMessage = message =>
    {
        if (matches(message))
        {
            _arrivals.Add(_simulation.Now.TotalSeconds);
        }
    };

    private void Run(double seconds) => _simulation.RunFor(TimeSpan.FromSeconds(seconds));
}
