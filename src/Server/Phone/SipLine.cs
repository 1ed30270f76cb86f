using System.Collections.Immutable;
using System.Net;
using Switchroom.Server.Network.SipFlows;
using Switchroom.Sip;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Phone;

/// <summary>The server's SIP thread, shared by all who follow calls on it.</summary>
internal sealed partial class SipLine : ISipLine, ISipNames, IHostedService
{
    private const int DefaultPort = 5060;

    /// <summary>How long a clean stop waits, once the calls are over, for answers that are outstanding: to what unregisters, to a BYE of a fork.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    private readonly SipThread _thread;
    private readonly SipDestinations _destinations;
    private readonly TimeProvider _clock;
    private readonly ILogger<SipLine> _log;
    private readonly ListeningPoint _own;
    private ImmutableArray<Action<SipEvent>> _handlers = [];

    public SipLine(SipThread thread, SipDestinations destinations, TimeProvider clock, ILogger<SipLine> log)
    {
        (_thread, _destinations, _clock, _log) = (thread, destinations, clock, log);
        _thread.EventHandler = Distribute;
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

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _thread.Post(new SetDraining(true, RetryAfter: StopPatience));
        await _thread.WhenQuietAsync().WaitAsync(StopPatience, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // One that fails must not keep the event from the others.
    private void Distribute(SipEvent happened)
    {
        foreach (var handler in _handlers)
        {
            try
            {
                handler(happened);
            }
            catch (Exception defect) when (defect is not OutOfMemoryException)
            {
                LogDefect(defect, happened.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A follower of SIP failed on {Event}.")]
    private partial void LogDefect(Exception exception, string @event);

    private sealed class Subscription(SipLine line, Action<SipEvent> handler) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref line._handlers, static (all, gone) => all.Remove(gone), handler);
    }
}
