using System.Net;
using Switchroom.Sip.Authentication;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Registrations;
using Switchroom.TestKit;
using Switchroom.TestKit.Sip;

namespace Switchroom.Sip.Tests.Registrations;

/// <summary>Registering with a registrar that a scripted peer plays.</summary>
public sealed class RegistrationTests
{
    private static readonly RegistrationKey Key = new(Guid.Empty);

    private readonly Simulation _simulation = new(new VirtualNetwork(3));
    private readonly TestSipPhone _phone;
    private readonly ScriptedSipPeer _registrar;
    private readonly List<TimeSpan> _arrivals = [];

    public RegistrationTests()
    {
        _phone = new TestSipPhone(_simulation, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5060), 1);
        _registrar = new ScriptedSipPeer(_simulation, new IPEndPoint(IPAddress.Parse("192.0.2.9"), 5060));
    }

    [Fact]
    public void RegistersWithDigestAndRefreshesBeforeTheEnd()
    {
        var verifier = new DigestVerifier("example.com", TimeSpan.FromHours(1), new Random(4));
        Respond(request =>
        {
            var verdict = verifier.Verify(request, SipHeader.Authorization, _ => "secret", _simulation.Now, out _);
            var response = SipResponse.For(request, verdict == DigestVerdict.Accepted ? 200 : 401);
            if (response.Status == 401)
            {
                verifier.Challenge(response, false, _simulation.Now);
            }
            else
            {
                response.Headers.Add(SipHeader.Contact, request.Contact! with { Parameters = SipParameters.Empty.With("expires", "100") });
            }

            return response;
        });
        Start();
        _simulation.RunFor(TimeSpan.FromSeconds(1));
        var registered = _phone.Of<RegistrationChanged>().Last();
        Assert.Equal((RegistrationState.Registered, 200), (registered.State, registered.Status));
        Assert.Equal(_registrar.Address, registered.Flow!.Value.Remote);
        Assert.Equal(2, _arrivals.Count);

        // The refreshes are authorized at once.
        _simulation.RunFor(TimeSpan.FromSeconds(185));
        Assert.Equal([0, 0, 90, 180], _arrivals.Select(at => (int)at.TotalSeconds));
        var registers = _registrar.Requests(SipMethod.Register);
        Assert.Single(registers.Select(register => register.CallId).Distinct());
        Assert.Equal([1u, 2u, 3u, 4u], registers.Select(register => register.CSeq.Number));

        _phone.Do(new StopRegistration(Key));
        _simulation.RunFor(TimeSpan.FromSeconds(60));
        Assert.Equal(0u, _registrar.Requests(SipMethod.Register).Last().Expires);
        Assert.Equal(RegistrationState.Removed, _phone.Of<RegistrationChanged>().Last().State);
        Assert.Equal(default, _phone.Endpoint.Counts);
    }

    [Fact]
    public void ATooShortLifetimeIsRaisedTo423sMinExpires()
    {
        Respond(request =>
        {
            var response = SipResponse.For(request, request.Expires < 3600 ? 423 : 200);
            response.MinExpires = response.Status == 423 ? 3600u : null;
            return response;
        });
        Start();
        _simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal([600u, 3600u], _registrar.Requests(SipMethod.Register).Select(register => register.Expires!.Value));
        Assert.Equal(RegistrationState.Registered, _phone.Of<RegistrationChanged>().Last().State);
    }

    [Fact]
    public void AServerInTroubleIsTriedAgainWithGrowingPauses()
    {
        Respond(request => SipResponse.For(request, 500));
        Start();
        _simulation.RunFor(TimeSpan.FromMinutes(10));
        Assert.InRange(_arrivals.Count, 4, 7);
        Assert.Equal(RegistrationState.Retrying, _phone.Of<RegistrationChanged>().Last().State);
        Respond(request => SipResponse.For(request, 200));
        _simulation.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(RegistrationState.Registered, _phone.Of<RegistrationChanged>().Last().State);
    }

    [Fact]
    public void AForbiddenUserIsNotTriedAgain()
    {
        Respond(request => SipResponse.For(request, 403));
        Start();
        _simulation.RunFor(TimeSpan.FromHours(1));
        Assert.Single(_arrivals);
        Assert.Equal(RegistrationState.Failed, _phone.Of<RegistrationChanged>().Last().State);
        Assert.Equal(default, _phone.Endpoint.Counts);
    }

    [Fact]
    public void ASilentRegistrarHandsOverToTheNext()
    {
        Respond(request => SipResponse.For(request, 200));
        _phone.Resolver = _ =>
        [
            new SipTarget(SipTransport.Udp, new IPEndPoint(IPAddress.Parse("192.0.2.77"), 5060)), new SipTarget(SipTransport.Udp, _registrar.Address),
        ];
        _phone.Do(new StartRegistration(Key, Request() with { Registrar = SipUri.Parse("sip:example.com") }));
        _simulation.RunFor(TimeSpan.FromSeconds(33));
        Assert.Equal(RegistrationState.Registered, _phone.Of<RegistrationChanged>().Last().State);
    }

    [Fact]
    public void TheFlowOfARegistrationIsKeptOpenAndCarriesIncomingCalls()
    {
        Respond(request => SipResponse.For(request, 200));
        var pings = 0;
        _simulation.Network.Attach(_registrar.Address, (datagram, from, now) =>
        {
            if (datagram.SequenceEqual("\r\n\r\n"u8))
            {
                pings++;
            }
            else if (SipParser.Parse(datagram, SipLimits.Default, out var message) == SipParseError.None && message is SipRequest request)
            {
                _registrar.Send(SipResponse.For(request, 200), from);
            }
        });
        Start();
        _simulation.RunFor(TimeSpan.FromSeconds(120));
        Assert.InRange(pings, 4, 6);
    }

    private static RegistrationRequest Request() => new()
    {
        Registrar = SipUri.Parse("sip:192.0.2.9"),
        AddressOfRecord = SipUri.Parse("sip:alice@example.com"),
        Credentials = new CallCredentials("alice", "secret"),
    };

    private void Start() => _phone.Do(new StartRegistration(Key, Request()));

    private void Respond(Func<SipRequest, SipResponse> respond) => _registrar.OnRequest = (request, from) =>
    {
        if (request.Method == SipMethod.Register)
        {
            _arrivals.Add(_simulation.Now);
            _registrar.Send(respond(request), from);
        }
    };
}
