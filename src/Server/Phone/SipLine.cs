using System.Collections.Immutable;
using System.Net;
using Switchroom.Server.Network.SipFlows;
using Switchroom.Sip;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Phone;

/// <summary>The server's SIP thread, shared by all who follow calls on it.</summary>
internal sealed class SipLine : ISipLine, ISipNames, IHostedService
{
    private const int DefaultPort = 5060;

    private readonly SipThread _thread;
    private readonly SipDestinations _destinations;
    private readonly ListeningPoint _own;
    private ImmutableArray<Action<SipEvent>> _handlers = [];

    public SipLine(SipThread thread, SipDestinations destinations)
    {
        (_thread, _destinations) = (thread, destinations);
        _thread.EventHandler = happened =>
        {
            foreach (var handler in _handlers)
            {
                handler(happened);
            }
        };
        _own = thread.ListeningPoints.First(each => each.Transport == SipTransport.Udp);
    }

    public SipUri OwnUri(string user) =>
        new(SipUriScheme.Sip, user, _own.AdvertisedHost, _own.AdvertisedPort == DefaultPort ? null : _own.AdvertisedPort);

    public void Post(SipCommand command) => _thread.Post(command);

    public IDisposable Subscribe(Action<SipEvent> handler)
    {
        ImmutableInterlocked.Update(ref _handlers, static (all, added) => all.Add(added), handler);
        return new Subscription(this, handler);
    }

    public async Task<IReadOnlyList<IPEndPoint>> AddressesAsync(SipUri uri, CancellationToken cancel) =>
        [.. (await _thread.ResolveAsync(uri, cancel)).Select(target => target.Address)];

    public void Trust(IEnumerable<string> hosts) => _destinations.Trust(hosts);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed class Subscription(SipLine line, Action<SipEvent> handler) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref line._handlers, static (all, gone) => all.Remove(gone), handler);
    }
}
