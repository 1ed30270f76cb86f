using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Switchroom.Server.Network.SipFlows;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Sip;

/// <summary>Two of our own threads, and plain sockets that behave badly.</summary>
public sealed class FlowTests
{
    private const string Options =
        "OPTIONS sip:rooms@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bK1;rport\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:rooms@127.0.0.1>\r\n" +
        "Call-ID: x\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";

    [Theory]
    [InlineData("udp"), InlineData("tcp"), InlineData("tls")]
    public async Task CallsAndHangsUpOverEveryTransport(string transport)
    {
        var authority = new TestAuthority();
        using var caller = new SipAgent(network: options => options with { Tls = new SipTls(authority.IssueReady("127.0.0.1"), [authority.Certificate]) });
        using var callee = new SipAgent(network: options => options with { Tls = new SipTls(authority.IssueReady("127.0.0.1"), []) });
        var port = transport == "tls" ? callee.TlsPort : callee.Port;

        var call = caller.Call($"sip:rooms@127.0.0.1:{port};transport={transport}");
        var incoming = await callee.Expect<IncomingCall>();
        Assert.Equal(transport, incoming.Flow.Transport.ToString().ToLowerInvariant());
        callee.Post(new AnswerCall(incoming.Key, SipBody.Sdp(Sdp.Audio())));
        await caller.Expect<CallAnswered>();
        await callee.Expect<CallConfirmed>();
        caller.Post(new HangUp(call));
        Assert.Equal(CallParty.Peer, (await callee.Expect<CallEnded>()).By);
        Assert.Equal(transport == "udp" ? 0 : 1, caller.Thread.ConnectionCount);
    }

    [Theory]
    [InlineData("udp"), InlineData("tcp")]
    public async Task CallsAndHangsUpOverIPv6(string transport)
    {
        using var caller = new SipAgent(network: options => options with { Bind = [IPAddress.IPv6Loopback], TlsPort = null });
        using var callee = new SipAgent(network: options => options with { Bind = [IPAddress.IPv6Loopback], TlsPort = null });

        var call = caller.Call($"sip:rooms@[::1]:{callee.Port};transport={transport}");
        var incoming = await callee.Expect<IncomingCall>();
        Assert.Equal(IPAddress.IPv6Loopback, incoming.Flow.Remote.Address);
        callee.Post(new AnswerCall(incoming.Key, SipBody.Sdp(Sdp.Audio())));
        await caller.Expect<CallAnswered>();
        await callee.Expect<CallConfirmed>();
        callee.Post(new HangUp(incoming.Key));
        Assert.Equal(CallParty.Peer, (await caller.Expect<CallEnded>(ended => ended.Key == call)).By);
    }

    [Theory]
    [InlineData("other.example", true, "not for 127.0.0.1")]
    [InlineData("127.0.0.1", false, "not trusted")]
    public async Task DoesNotTalkToSomeoneWithTheWrongCertificate(string name, bool known, string why)
    {
        var authority = new TestAuthority();
        using var caller = new SipAgent(network: options => options with { Tls = new SipTls(authority.IssueReady("127.0.0.1"), [(known ? authority : new TestAuthority()).Certificate]) });
        using var callee = new SipAgent(network: options => options with { Tls = new SipTls(authority.IssueReady(name), []) });

        caller.Call($"sips:rooms@127.0.0.1:{callee.TlsPort}");

        var failed = await caller.Expect<CallFailed>();
        Assert.Equal(CallFailureCause.Unreachable, failed.Cause);
        Assert.Contains(why, failed.ReasonPhrase);
    }

    [Fact]
    public async Task AnswersAPingAndAMessageThatComesInPieces()
    {
        using var agent = new SipAgent();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, agent.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("\r\n\r\n"u8.ToArray());
        var pong = new byte[2];
        await stream.ReadExactlyAsync(pong);
        Assert.Equal("\r\n"u8, pong);

        foreach (var piece in Options.Chunk(37))
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(piece));
        }

        Assert.StartsWith("SIP/2.0 200", await ReadLine(stream));
    }

    [Fact]
    public async Task ClosesAConnectionThatTakesForeverForOneMessage()
    {
        using var agent = new SipAgent(network: options => options with { MessagePatience = TimeSpan.FromSeconds(1) });
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, agent.Port);
        await client.GetStream().WriteAsync("OPTIONS sip:a"u8.ToArray());

        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[10]).AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n"), InlineData("INVITE sip:a SIP/2.0\r\nContent-Length: 999999999\r\n\r\n")]
    public async Task ClosesAConnectionThatSpeaksSomethingElse(string text)
    {
        using var agent = new SipAgent();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, agent.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));

        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[10]).AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task TakesNoMoreConnectionsOfOneSourceThanItsLimit()
    {
        using var agent = new SipAgent(network: options => options with { MaxConnectionsPerSource = 3 });
        var clients = Enumerable.Range(0, 4).Select(_ => new TcpClient()).ToList();
        foreach (var client in clients)
        {
            await client.ConnectAsync(IPAddress.Loopback, agent.Port);
            await client.GetStream().WriteAsync("\r\n\r\n"u8.ToArray());
        }

        var served = 0;
        foreach (var client in clients)
        {
            try
            {
                served += await client.GetStream().ReadAsync(new byte[2]) > 0 ? 1 : 0;
            }
            catch (IOException)
            {
                // Closed with bytes unread, which the kernel reports as a reset.
            }
        }

        // not before the last has been judged: the place of one that goes is free again
        clients.ForEach(client => client.Dispose());
        Assert.Equal(3, served);
    }

    [Fact]
    public async Task KeepsACallWhileAnotherSourceFloods()
    {
        using var caller = new SipAgent();
        using var callee = new SipAgent(network: options => options with { MessagesPerSecondPerSource = 200, BurstPerSource = 400 });
        var call = caller.Call($"sip:rooms@127.0.0.1:{callee.Port}");
        var incoming = await callee.Expect<IncomingCall>();
        callee.Post(new AnswerCall(incoming.Key, SipBody.Sdp(Sdp.Audio())));
        await caller.Expect<CallAnswered>();

        using var flood = new UdpClient(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        var random = new Random(1);
        var limit = Stopwatch.StartNew();
        while (callee.Thread.DroppedMessages < 10_000) // some are lost on the way, how many depends on the machine
        {
            Assert.True(limit.Elapsed < TestProcess.Patience);
            var junk = new byte[random.Next(1, 400)];
            random.NextBytes(junk);
            await flood.SendAsync(junk, new IPEndPoint(IPAddress.Loopback, callee.Port));
        }

        caller.Post(new HangUp(call));
        Assert.Equal(CallEndCause.HungUp, (await callee.Expect<CallEnded>()).Cause);
    }

    private static async Task<string> ReadLine(NetworkStream stream) => (await new StreamReader(stream).ReadLineAsync())!;
}
