using System.Net;
using Switchroom.Sip.Authentication;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.TestKit;
using Switchroom.TestKit.Sip;

namespace Switchroom.Sip.Tests.Calls;

/// <summary>When one attempt sends a second INVITE, and when it must not: challenges, redirections.</summary>
public sealed class AttemptTests
{
    private readonly Simulation _simulation = new(new VirtualNetwork(3));
    private readonly TestSipPhone _alice;
    private readonly ScriptedSipPeer _peer;

    public AttemptTests()
    {
        _alice = new TestSipPhone(_simulation, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5060), 1);
        _peer = new ScriptedSipPeer(_simulation, new IPEndPoint(IPAddress.Parse("192.0.2.9"), 5060));
    }

    [Fact]
    public void AChallengeIsAnsweredInTheSameCallWithTheNextCSeq()
    {
        Challenge("secret");
        var key = _alice.Call(_peer.Uri(), call => call with { Credentials = new CallCredentials("alice", "secret") });
        Run(1);
        Assert.Single(_alice.Of<CallAnswered>());
        var invites = _peer.Requests(SipMethod.Invite);
        Assert.Equal([1u, 2u], invites.Select(invite => invite.CSeq.Number));
        Assert.Single(invites.Select(invite => invite.CallId + invite.From.Tag).Distinct());
        Assert.True(_peer.Requests(SipMethod.Ack).Last().Headers.Contains(SipHeader.ProxyAuthorization));
        Assert.DoesNotContain(_alice.Ladder, entry => entry.Text.Contains("response=", StringComparison.Ordinal));

        // The BYE is authorized at once by what the call has learnt.
        _alice.Do(new HangUp(key));
        Run(60);
        Assert.Single(_peer.Requests(SipMethod.Bye));
        Assert.True(_peer.Requests(SipMethod.Bye)[0].Headers.Contains(SipHeader.ProxyAuthorization));
        Assert.Equal(default, _alice.Endpoint.Counts);
    }

    [Fact]
    public void AWrongPasswordIsTriedOnce()
    {
        Challenge("secret");
        _alice.Call(_peer.Uri(), call => call with { Credentials = new CallCredentials("alice", "wrong") });
        Run(60);
        Assert.Equal((CallFailureCause.Unauthorized, 407), (_alice.Of<CallFailed>().Single().Cause, _alice.Of<CallFailed>().Single().Status));
        Assert.Equal(2, _peer.Requests(SipMethod.Invite).Count);
        Assert.Equal(default, _alice.Endpoint.Counts);
    }

    [Fact]
    public void WithoutCredentialsAChallengeFailsTheCall()
    {
        Challenge("secret");
        _alice.Call(_peer.Uri());
        Run(60);
        Assert.Equal(CallFailureCause.Unauthorized, _alice.Of<CallFailed>().Single().Cause);
        Assert.Single(_peer.Requests(SipMethod.Invite));
    }

    [Fact]
    public void ARedirectionFailsTheCallWithItsContactsUnlessTheOwnerWantsOtherwise()
    {
        Redirect("<sip:b@192.0.2.9>;q=0.5", "<sip:a@192.0.2.9>;q=0.9", "<mailto:x@example.com>");
        _alice.Call(_peer.Uri());
        Run(1);
        var failed = _alice.Of<CallFailed>().Single();
        Assert.Equal(302, failed.Status);
        Assert.Equal(["sip:a@192.0.2.9", "sip:b@192.0.2.9"], failed.Contacts.Select(contact => contact.ToString()));
        Assert.Single(_peer.Requests(SipMethod.Invite));
    }

    [Fact]
    public void TheOwnerChoosesTheContactToFollow()
    {
        Redirect("<sip:b@192.0.2.9>;q=0.5", "<sip:a@192.0.2.9>;q=0.9");
        _alice.Script = happened =>
        {
            if (happened is CallRedirected redirected)
            {
                _alice.Do(new FollowRedirect(redirected.Key, redirected.Contacts[1]));
            }
        };
        _alice.Call(_peer.Uri(), call => call with { Redirects = RedirectPolicy.Ask, RedirectLimit = 1 });
        Run(1);
        Assert.Equal(["sip:peer@192.0.2.9:5060", "sip:b@192.0.2.9"], _peer.Requests(SipMethod.Invite).Select(invite => invite.Uri.ToString()));
        Assert.Equal(CallFailureCause.TooManyRedirects, _alice.Of<CallFailed>().Single().Cause);
        Run(60);
        Assert.Equal(default, _alice.Endpoint.Counts);
    }

    [Fact]
    public void ALoopOfRedirectionsEndsAtTheLimit()
    {
        var number = 0;
        _peer.OnRequest = (request, from) =>
        {
            if (request.Method == SipMethod.Invite)
            {
                var response = _peer.Response(request, 302);
                response.Contact = new NameAddr(SipUri.Parse($"sip:next{++number}@192.0.2.9"));
                _peer.Send(response, from);
            }
        };
        _alice.Call(_peer.Uri(), call => call with { Redirects = RedirectPolicy.Follow });
        Run(60);
        Assert.Equal(CallFailureCause.TooManyRedirects, _alice.Of<CallFailed>().Single().Cause);
        Assert.Equal(6, _peer.Requests(SipMethod.Invite).Count);
        Assert.Equal(default, _alice.Endpoint.Counts);
    }

    [Fact]
    public void ContactsOfARedirectionAreTriedOneAfterTheOther()
    {
        _peer.OnRequest = (request, from) =>
        {
            if (request.Method == SipMethod.Invite)
            {
                var response = _peer.Response(request, request.Uri.User switch { "peer" => 302, "a" => 404, _ => 200 }, body: "answer");
                if (response.Status == 302)
                {
                    response.Headers.Remove(SipHeader.Contact);
                    response.Headers.Add(SipHeader.Contact, "<sip:a@192.0.2.9>");
                    response.Headers.Add(SipHeader.Contact, "<sip:b@192.0.2.9>");
                }

                _peer.Send(response, from);
            }
        };
        _alice.Call(_peer.Uri(), call => call with { Redirects = RedirectPolicy.Follow });
        Run(1);
        Assert.Equal(["peer", "a", "b"], _peer.Requests(SipMethod.Invite).Select(invite => invite.Uri.User));
        Assert.Single(_alice.Of<CallAnswered>());
    }

    [Theory]
    [InlineData(486)]
    [InlineData(503)]
    [InlineData(600)]
    public void ARefusalIsNeverTriedAgainByItself(int status)
    {
        _peer.OnRequest = (request, from) =>
        {
            if (request.Method == SipMethod.Invite)
            {
                var response = _peer.Response(request, status);
                response.RetryAfter = new Seconds(1);
                _peer.Send(response, from);
            }
        };
        _alice.Call(_peer.Uri());
        Run(120);
        Assert.Single(_peer.Requests(SipMethod.Invite));
        Assert.Equal(status, _alice.Of<CallFailed>().Single().Status);
    }

    private void Challenge(string password)
    {
        var verifier = new DigestVerifier("example.com", TimeSpan.FromMinutes(5), new Random(4));
        _peer.OnRequest = (request, from) =>
        {
            if (request.Method == SipMethod.Ack)
            {
                return;
            }

            var verdict = verifier.Verify(request, SipHeader.ProxyAuthorization, _ => password, _simulation.Now, out _);
            var response = _peer.Response(request, verdict == DigestVerdict.Accepted ? 200 : 407, body: "answer");
            if (response.Status == 407)
            {
                verifier.Challenge(response, verdict == DigestVerdict.Stale, _simulation.Now);
            }

            _peer.Send(response, from);
        };
    }

    private void Redirect(params string[] contacts) => _peer.OnRequest = (request, from) =>
    {
        if (request.Method == SipMethod.Invite)
        {
            var response = _peer.Response(request, 302);
            response.Headers.Remove(SipHeader.Contact);
            foreach (var contact in contacts)
            {
                response.Headers.Add(SipHeader.Contact, contact);
            }

            _peer.Send(response, from);
        }
    };

    private void Run(double seconds) => _simulation.RunFor(TimeSpan.FromSeconds(seconds));
}
