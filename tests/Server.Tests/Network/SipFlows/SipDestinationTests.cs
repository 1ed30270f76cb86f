using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Switchroom.Server.Network;
using Switchroom.Server.Network.SipFlows;
using Switchroom.Server.Network.SipFlows.Resolution;
using Switchroom.Server.Settings;
using Switchroom.Sip;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Network.SipFlows;

/// <summary>Where requests are not sent, however they are led there: 127.0.0.2 stands for a network that may not be dialled.</summary>
public sealed class SipDestinationTests : IDisposable
{
    private static readonly IPAddress Denied = IPAddress.Parse("127.0.0.2");

    private readonly SipDestinations _destinations = new(new NetworkRules([], ["127.0.0.2/32"]));
    private readonly Socket _there = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Channel<CallEvent> _events = Channel.CreateUnbounded<CallEvent>();
    private readonly SipThread _caller;

    public SipDestinationTests()
    {
        _there.Bind(new IPEndPoint(Denied, 0));
        _caller = Thread(
            new SipThreadOptions { Bind = [IPAddress.Loopback], Port = 0, TlsPort = null, Permits = _destinations.Permits },
            happened => _events.Writer.TryWrite((CallEvent)happened));
    }

    private int Port => ((IPEndPoint)_there.LocalEndPoint!).Port;

    [Fact]
    public async Task NeitherAnAddressNorANameLeadsThere()
    {
        Assert.Equal(CallFailureCause.Unreachable, (await FailAsync($"sip:x@127.0.0.2:{Port}")).Cause);
        Assert.Equal(CallFailureCause.Unresolvable, (await FailAsync($"sip:x@inside.example:{Port}")).Cause);
        AssertNothingCame();
    }

    [Fact]
    public async Task ARedirectionDoesNotLeadThere()
    {
        SipThread? redirecting = null;
        redirecting = Thread(new SipThreadOptions { Bind = [IPAddress.Loopback], Port = 0, TlsPort = null }, happened =>
        {
            if (happened is IncomingCall call)
            {
                redirecting!.Post(new RejectCall(call.Key, 302) { Contacts = [SipUri.Parse($"sip:x@127.0.0.2:{Port}")] });
            }
        });
        using (redirecting)
        {
            await FailAsync($"sip:x@127.0.0.1:{redirecting.ListeningPoints[0].Bound.Port}");
            AssertNothingCame();
        }
    }

    [Fact]
    public async Task TheContactOfAPhoneThatAnsweredDoesNotLeadThere()
    {
        SipThread? answering = null;
        answering = Thread(new SipThreadOptions { Bind = [IPAddress.Loopback], Port = 0, TlsPort = null, Advertised = Denied }, happened =>
        {
            if (happened is IncomingCall call)
            {
                answering!.Post(new AnswerCall(call.Key, call.Offer));
            }
        });
        using (answering)
        {
            using var there = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            there.Bind(new IPEndPoint(Denied, answering.ListeningPoints[0].Bound.Port));
            var key = Start($"sip:x@127.0.0.1:{answering.ListeningPoints[0].Bound.Port}");
            Assert.Equal("127.0.0.2", (await NextAsync<CallAnswered>()).Response.Contact!.Uri.Host);

            _caller.Post(new HangUp(key));
            await NextAsync<CallEnded>();

            Assert.Equal(0, there.Available);
        }
    }

    [Fact]
    public async Task ATrunkThereIsCalledByItsAddressAndByItsName()
    {
        using var trunk = Thread(new SipThreadOptions { Bind = [Denied], Port = 0, TlsPort = null }, _ => { });
        var port = trunk.ListeningPoints[0].Bound.Port;
        _destinations.Trust(["inside.example"]);

        Start($"sip:x@inside.example:{port}");
        await NextAsync<CallTrying>();
        Start($"sip:x@127.0.0.2:{port}"); // the Contact of the trunk that the name led to
        await NextAsync<CallTrying>();
    }

    public void Dispose()
    {
        _caller.Dispose();
        _there.Dispose();
    }

    private static SipThread Thread(SipThreadOptions options, Action<SipEvent> handler)
    {
        var thread = new SipThread(
            options, new SipEndpointOptions { ListeningPoints = [] }, new InsideDns(), new SipThreadServices(TimeProvider.System, new CryptographicRandom(), NullLogger.Instance))
        {
            EventHandler = handler,
        };
        thread.Start();
        return thread;
    }

    private CallKey Start(string target)
    {
        var key = new CallKey(Guid.NewGuid());
        _caller.Post(new StartCall(key, new CallRequest
        {
            Target = SipUri.Parse(target),
            From = SipUri.Parse("sip:room@127.0.0.1"),
            Offer = SipBody.Sdp("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"),
            Redirects = RedirectPolicy.Follow,
        }));
        return key;
    }

    private Task<CallFailed> FailAsync(string target)
    {
        Start(target);
        return NextAsync<CallFailed>();
    }

    private async Task<T> NextAsync<T>()
        where T : CallEvent
    {
        using var patience = new CancellationTokenSource(TestProcess.Patience);
        while (true)
        {
            if (await _events.Reader.ReadAsync(patience.Token) is T found)
            {
                return found;
            }
        }
    }

    private void AssertNothingCame() => Assert.Equal(0, _there.Available);

    private sealed class InsideDns : IDnsSource
    {
        public Task<IReadOnlyList<NaptrRecord>> Naptr(string name, CancellationToken cancel) => Task.FromResult<IReadOnlyList<NaptrRecord>>([]);

        public Task<IReadOnlyList<SrvRecord>> Srv(string name, CancellationToken cancel) => Task.FromResult<IReadOnlyList<SrvRecord>>([]);

        public Task<IReadOnlyList<IPAddress>> Addresses(string name, CancellationToken cancel) => Task.FromResult<IReadOnlyList<IPAddress>>([Denied]);
    }
}
