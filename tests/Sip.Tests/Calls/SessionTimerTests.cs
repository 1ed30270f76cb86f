using Switchroom.Sip.Calls;
using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Messages;
using Switchroom.TestKit;
using Switchroom.TestKit.Sip;

namespace Switchroom.Sip.Tests.Calls;

/// <summary>RFC 4028: the decision as a table, then sessions that live for hours and sessions whose peer is gone.</summary>
public sealed class SessionTimerTests
{
    public static TheoryData<uint?, string?, uint, bool, uint?, (bool TooSmall, uint Expires, string Refresher, bool Require)> Table => new()
    {
        { 1800, null, 90, true, 1800, (false, 1800, "Uac", true) },
        { 1800, "uac", 90, true, 1800, (false, 1800, "Uac", true) },
        { 1800, "uas", 90, true, 1800, (false, 1800, "Uas", false) },
        { 1800, null, 90, false, 1800, (false, 1800, "Uas", false) },
        { 60, null, 90, true, 1800, (true, 0, "Uac", false) },
        { 60, null, 90, false, 1800, (false, 90, "Uas", false) },
        { null, null, 90, true, 1800, (false, 1800, "Uac", true) },
        { null, null, 90, false, 1800, (false, 1800, "Uas", false) },
        { null, null, 3600, true, 1800, (false, 3600, "Uac", true) },
        { null, null, 90, true, null, (false, 0, "Uac", false) },
        { 1800, null, 90, true, null, (false, 1800, "Uac", true) },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void TheCalleeDecidesAsInRfc4028Section9(
        uint? expires, string? refresher, uint minSe, bool supports, uint? wish, (bool TooSmall, uint Expires, string Refresher, bool Require) expected)
    {
        var ask = new SessionTimerAsk(expires, refresher is null ? null : refresher == "uac" ? Refresher.Uac : Refresher.Uas, minSe, supports);
        var decision = SessionTimerDecision.For(ask, wish, 90);
        Assert.Equal(expected, (decision.TooSmall, decision.Expires, decision.Refresher.ToString(), decision.Require));
    }

    [Fact]
    public void TheCallerRefreshesAndTheCallLivesForHours()
    {
        var phones = new TwoPhones();
        var key = Connect(phones);
        phones.RunFor(4 * 3600);
        Assert.Empty(phones.Alice.Of<CallEnded>());
        Assert.Equal(16, phones.Bob.Ladder.Count(entry => !entry.IsSent && entry.Summary.StartsWith("UPDATE", StringComparison.Ordinal)));
        phones.Alice.Do(new HangUp(key));
        phones.RunFor(60);
        phones.AssertNothingLeft();
    }

    [Fact]
    public void ARefreshThatShowsADefectNamesItsCall()
    {
        var isDefect = false;
        var phones = new TwoPhones(alice: options => options with { Permits = (_, _) => isDefect ? throw new InvalidOperationException("a defect") : true });
        var first = Connect(phones);
        var second = phones.Alice.Call(phones.Bob.Uri());
        phones.RunFor(60);
        isDefect = true;

        Assert.Throws<InvalidOperationException>(() => phones.RunFor(1800));
        Assert.Equal(first, phones.Alice.Endpoint.CallOfLatestInput);
        Assert.Throws<InvalidOperationException>(() => phones.RunFor(2));
        Assert.Equal(second, phones.Alice.Endpoint.CallOfLatestInput);
        isDefect = false;

        phones.Alice.Do(new HangUp(first));
        phones.Alice.Do(new HangUp(second));
        phones.RunFor(60);
        phones.AssertNothingLeft();
    }

    [Fact]
    public void ACallWhosePeerIsGoneExpires()
    {
        var phones = new TwoPhones();
        Connect(phones);
        phones.Simulation.Network.Detach(phones.Alice.Address);
        phones.Simulation.Network.Detach(phones.Bob.Address);
        phones.RunFor(1790);
        Assert.Equal((CallParty.Endpoint, CallEndCause.PeerLostDialog), phones.EndOf(phones.Alice));
        Assert.Equal((CallParty.Endpoint, CallEndCause.SessionExpired), phones.EndOf(phones.Bob));
        phones.RunFor(60);
        phones.AssertNothingLeft();
    }

    [Fact]
    public void ATooSmallIntervalIsRaisedTo422sMinSe()
    {
        var phones = new TwoPhones(
            alice: options => options with { SessionExpires = TimeSpan.FromSeconds(100) },
            bob: options => options with { MinSessionExpires = TimeSpan.FromSeconds(600) });
        Connect(phones);
        Assert.Contains(phones.Alice.Ladder, entry => !entry.IsSent && entry.Summary.StartsWith("SIP/2.0 422", StringComparison.Ordinal));
        Assert.Equal(600u, phones.Alice.Of<CallAnswered>().Single().Response.SessionExpires!.Value);
        Assert.Equal(2, phones.Alice.Ladder.Count(entry => entry.IsSent && entry.Summary.StartsWith("INVITE", StringComparison.Ordinal)));
    }

    [Fact]
    public void APeerWithoutUpdateIsRefreshedByReInvite()
    {
        var simulation = new Simulation(new VirtualNetwork(5));
        var alice = new TestSipPhone(simulation, new System.Net.IPEndPoint(System.Net.IPAddress.Parse("192.0.2.1"), 5060), 1);
        var peer = new ScriptedSipPeer(simulation, new System.Net.IPEndPoint(System.Net.IPAddress.Parse("192.0.2.9"), 5060));
        peer.OnRequest = (request, from) =>
        {
            if (request.Method == SipMethod.Invite)
            {
                var response = peer.Response(request, 200, "one", "answer");
                response.Headers.Add(SipHeader.Allow, "INVITE, ACK, BYE, CANCEL");
                response.SessionExpires = new Seconds(200) { Parameters = SipParameters.Empty.With("refresher", "uac") };
                peer.Send(response, from);
            }
        };
        alice.Call(peer.Uri());
        simulation.RunFor(TimeSpan.FromSeconds(650));
        var invites = peer.Requests(SipMethod.Invite);
        Assert.Equal(7, invites.Count);
        Assert.Equal("offer", System.Text.Encoding.UTF8.GetString(invites[^1].Body.Span));
        Assert.Equal("uac", invites[^1].SessionExpires!.Refresher);
        Assert.Empty(alice.Of<CallEnded>());
    }

    [Fact]
    public void APeerThatAnswersARefreshWith481HasLostTheCall()
    {
        var phones = new TwoPhones(alice: options => options with { SessionExpires = TimeSpan.FromSeconds(90) });
        var key = Connect(phones);
        var lost = new TestSipPhone(phones.Simulation, phones.Bob.Address, 99);
        phones.RunFor(60);
        Assert.Equal((CallParty.Endpoint, CallEndCause.PeerLostDialog), phones.EndOf(phones.Alice));
        phones.RunFor(60);
        Assert.Equal(default, phones.Alice.Endpoint.Counts);
        Assert.Equal(default, lost.Endpoint.Counts);
    }

    private static CallKey Connect(TwoPhones phones)
    {
        phones.Bob.AnswersAll();
        phones.Alice.AnswersAll();
        var key = phones.Alice.Call(phones.Bob.Uri());
        phones.RunFor(1);
        Assert.Single(phones.Alice.Of<CallAnswered>());
        return key;
    }
}
