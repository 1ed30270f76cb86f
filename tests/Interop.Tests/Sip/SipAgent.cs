using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Switchroom.Server.Network;
using Switchroom.Server.Network.SipFlows;
using Switchroom.Server.Network.SipFlows.Resolution;
using Switchroom.Sip;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;
using Switchroom.TestKit.Processes;
using Switchroom.TestKit.Sip;

namespace Switchroom.Interop.Tests.Sip;

/// <summary>Our side of a test: the server's SIP thread on free ports of 127.0.0.1, with its events to wait for.</summary>
internal sealed class SipAgent : IDisposable
{
    // Nothing is lost on the way between two sockets of one machine, and a peer that is only slow must not get again what its scenario has once.
    private static readonly SipTimers Unhurried = new() { T1 = TimeSpan.FromSeconds(4) };

    private readonly SipThread _thread;
    private readonly SipEventLog _log = new();

    public SipAgent(Func<SipEndpointOptions, SipEndpointOptions>? endpoint = null, Func<SipThreadOptions, SipThreadOptions>? network = null, IDnsSource? dns = null)
    {
        var options = new SipThreadOptions { Bind = [IPAddress.Loopback], Port = FreePort.Next(), TlsPort = FreePort.Next() };
        var engine = new SipEndpointOptions { ListeningPoints = [], Timers = Unhurried };
        _thread = new SipThread(
            network?.Invoke(options) ?? options,
            endpoint?.Invoke(engine) ?? engine,
            dns ?? new SystemDns(),
            new SipThreadServices(TimeProvider.System, new CryptographicRandom(), NullLogger.Instance));
        _thread.EventHandler = _log.Add;
        _thread.Start();
    }

    /// <summary>UDP and TCP.</summary>
    public int Port => _thread.ListeningPoints[0].Bound.Port;

    public int TlsPort => _thread.ListeningPoints.Single(point => point.Transport == SipTransport.Tls).Bound.Port;

    public SipEndpointCounts Counts => _thread.Counts;

    public SipThread Thread => _thread;

    /// <summary>Every message of every call so far, for a failing test's report.</summary>
    public string Ladder => _log.Ladder;

    public void Post(SipCommand command) => _thread.Post(command);

    /// <summary>Starts a call with an audio offer, unless the request is changed to another.</summary>
    public CallKey Call(string target, Func<CallRequest, CallRequest>? change = null)
    {
        var key = new CallKey(Guid.NewGuid());
        var request = new CallRequest { Target = SipUri.Parse(target), From = SipUri.Parse("sip:rooms@127.0.0.1"), Offer = SipBody.Sdp(Sdp.Audio()) };
        Post(new StartCall(key, change?.Invoke(request) ?? request));
        return key;
    }

    /// <summary>Waits for the next event of a kind and takes it; events of other kinds stay.</summary>
    public Task<T> Expect<T>(Func<T, bool>? match = null)
        where T : SipEvent => _log.ExpectAsync(match);

    /// <summary>Waits until a message of a call matches, sent or received.</summary>
    public async Task<string> ExpectMessage(bool sent, string start) =>
        (await Expect<CallMessage>(message => message.Entry.IsSent == sent && message.Entry.Summary.StartsWith(start, StringComparison.Ordinal))).Entry.Text;

    public void Dispose() => _thread.Dispose();
}
