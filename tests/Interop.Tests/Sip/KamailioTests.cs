using Switchroom.Sip;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Registrations;

namespace Switchroom.Interop.Tests.Sip;

public sealed class KamailioTests
{
    [Theory]
    [InlineData("udp"), InlineData("tcp")]
    public async Task CarriesACallBetweenTwoOfUsAndStaysOnItsPath(string transport)
    {
        await using var kamailio = await Kamailio.Start();
        using var callee = new SipAgent();
        using var caller = new SipAgent();

        callee.Post(new StartRegistration(new RegistrationKey(Guid.NewGuid()), Registration("bob", kamailio.Port, transport)));
        await callee.Expect<RegistrationChanged>(changed => changed.State == RegistrationState.Registered);

        var call = caller.Call($"sip:bob@127.0.0.1:{kamailio.Port};transport={transport}", request => request with
        {
            Credentials = new CallCredentials("alice", "secret"),
            From = SipUri.Parse("sip:alice@kamailio.test"),
        });
        var incoming = await callee.Expect<IncomingCall>();
        Assert.NotEmpty(incoming.Request.RecordRoutes);
        callee.Post(new ProgressCall(incoming.Key));
        Assert.Equal(180, (await caller.Expect<CallProgress>()).Status);
        callee.Post(new AnswerCall(incoming.Key, SipBody.Sdp(Sdp.Audio())));
        await caller.Expect<CallAnswered>();
        await callee.Expect<CallConfirmed>();

        callee.Post(new SendOffer(incoming.Key, SipBody.Sdp(Sdp.Audio("sendonly"))));
        await caller.Expect<OfferReceived>();
        caller.Post(new SendAnswer(call, SipBody.Sdp(Sdp.Audio("recvonly"))));
        await callee.Expect<OfferAnswered>();

        caller.Post(new HangUp(call));
        Assert.Equal(CallEndCause.HungUp, (await callee.Expect<CallEnded>()).Cause);
        Assert.Contains("Route: <sip:127.0.0.1", await caller.ExpectMessage(sent: true, "BYE"));
    }

    [Fact]
    public async Task RefusesTheWrongPassword()
    {
        await using var kamailio = await Kamailio.Start();
        using var agent = new SipAgent();

        agent.Post(new StartRegistration(
            new RegistrationKey(Guid.NewGuid()), Registration("bob", kamailio.Port, "udp") with { Credentials = new CallCredentials("bob", "wrong") }));

        Assert.Equal(401, (await agent.Expect<RegistrationChanged>(changed => changed.State == RegistrationState.Failed)).Status);
    }

    [Fact]
    public async Task TakesALongerLifetimeThanItWasAsked()
    {
        await using var kamailio = await Kamailio.Start();
        using var agent = new SipAgent();
        var key = new RegistrationKey(Guid.NewGuid());

        agent.Post(new StartRegistration(key, Registration("bob", kamailio.Port, "udp") with { Expires = TimeSpan.FromSeconds(5) }));
        await agent.Expect<RegistrationChanged>(changed => changed.State == RegistrationState.Registered);
        agent.Post(new StopRegistration(key));

        await agent.Expect<RegistrationChanged>(changed => changed.State == RegistrationState.Removed);
    }

    private static RegistrationRequest Registration(string user, int port, string transport) => new()
    {
        Registrar = SipUri.Parse($"sip:127.0.0.1:{port};transport={transport}"),
        AddressOfRecord = SipUri.Parse($"sip:{user}@127.0.0.1:{port}"),
        Credentials = new CallCredentials(user, "secret"),
        Expires = TimeSpan.FromSeconds(60),
    };
}
