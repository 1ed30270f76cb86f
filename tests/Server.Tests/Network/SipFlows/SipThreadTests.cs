using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Switchroom.Server.Network;
using Switchroom.Server.Network.SipFlows;
using Switchroom.Server.Network.SipFlows.Resolution;
using Switchroom.Server.Phone;
using Switchroom.Server.Settings;
using Switchroom.Server.Tests.Phone.Support;
using Switchroom.Sip;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Network.SipFlows;

public sealed class SipThreadTests : IDisposable
{
    private readonly Channel<SipEvent> _events = Channel.CreateUnbounded<SipEvent>();
    private readonly SipThread _thread = new(
        new SipThreadOptions
        {
            Bind = [IPAddress.Loopback],
            Port = 0,
            TlsPort = null,
            Permits = (_, address) => address.Equals(IPAddress.Loopback) ? true : throw new InvalidOperationException("a defect"),
        },
        new SipEndpointOptions { ListeningPoints = [] },
        new SystemDns(),
        new SipThreadServices(TimeProvider.System, new CryptographicRandom(), NullLogger.Instance));

    public void Dispose() => _thread.Dispose();

    [Fact]
    public async Task AnInputThatTheEndpointFailsOnIsCountedAndTheOthersGoOn()
    {
        _thread.EventHandler = happened => _events.Writer.TryWrite(happened);
        _thread.Start();

        var failing = Call("sip:x@127.0.0.3");
        var other = Call($"sip:x@127.0.0.1:{FreePort.Next()};transport=tcp");

        Assert.Equal(failing, (await NextAsync<CallFailed>()).Key);
        var failed = await NextAsync<CallFailed>();
        Assert.Equal((other, CallFailureCause.Unreachable), (failed.Key, failed.Cause));
        Assert.Equal(1, _thread.Faults);
    }

    [Fact]
    public async Task AMessageThatTheEndpointFailsOnEndsItsCallAndNoOther()
    {
        using var other = new RawPhone(_ => 200);
        using var failing = new RawPhone(_ => 200, contact: "sip:raw@127.0.0.3");
        _thread.EventHandler = happened => _events.Writer.TryWrite(happened);
        _thread.Start();
        var first = Call(other.Uri);
        Assert.Equal(first, (await NextAsync<CallAnswered>()).Key);

        var second = Call(failing.Uri); // its ACK is where the defect shows

        var ended = await NextAsync<CallEnded>();
        Assert.Equal((second, CallParty.Owner), (ended.Key, ended.By));
        _thread.Post(new SendInfo(first, SipBody.Sdp("v=0")));
        await NextAsync<InfoAnswered>();
    }

    [Fact]
    public async Task ACallToAPortWhereNobodyListensFailsAtOnceAndNoOtherCallDoes()
    {
        _thread.EventHandler = happened => _events.Writer.TryWrite(happened);
        _thread.Start();
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var other = Call($"sip:x@{silent.LocalEndPoint}");

        for (var i = 0; i < 20; i++)
        {
            var key = Call($"sip:x@127.0.0.1:{FreePort.Next()}");
            var failed = await NextAsync<CallFailed>(); // by itself only after 32 s, and then the other call's would be the first
            Assert.Equal((key, CallFailureCause.Unreachable, "nobody listens there"), (failed.Key, failed.Cause, failed.ReasonPhrase));
        }

        _thread.Post(new HangUp(other));
    }

    [Fact]
    public async Task AFollowerThatFailsDoesNotKeepEventsFromTheNext()
    {
        var line = new SipLine(_thread, new SipDestinations(new NetworkRules([], [])), TimeProvider.System, NullLogger<SipLine>.Instance);
        using var failing = line.Subscribe(_ => throw new InvalidOperationException("a defect"));
        using var following = line.Subscribe(happened => _events.Writer.TryWrite(happened));
        _thread.Start();

        Call($"sip:x@127.0.0.1:{FreePort.Next()};transport=tcp");

        await NextAsync<CallFailed>();
    }

    [Fact]
    public async Task WhatWasPostedBeforeTheEndIsSentOverItsConnection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var target = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port};transport=tcp";
        _thread.Start();
        Call($"sip:first@{target}");
        using var patience = new CancellationTokenSource(TestProcess.Patience);
        using var peer = await listener.AcceptTcpClientAsync(patience.Token);
        var stream = peer.GetStream();
        var buffer = new byte[ushort.MaxValue];
        Assert.NotEqual(0, await stream.ReadAsync(buffer, patience.Token));

        Call($"sip:second@{target}");
        _thread.Dispose();

        var text = new StringBuilder();
        for (var count = 1; count > 0;)
        {
            count = await stream.ReadAsync(buffer, patience.Token);
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        Assert.Contains("INVITE sip:second@", text.ToString(), StringComparison.Ordinal);
    }

    private CallKey Call(string target)
    {
        var key = new CallKey(Guid.NewGuid());
        _thread.Post(new StartCall(key, new CallRequest
        {
            Target = SipUri.Parse(target),
            From = SipUri.Parse("sip:room@127.0.0.1"),
            Offer = SipBody.Sdp("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"),
        }));
        return key;
    }

    private async Task<T> NextAsync<T>()
        where T : SipEvent
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
}
