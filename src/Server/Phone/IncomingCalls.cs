using Switchroom.Sip;
using Switchroom.Sip.Calls;

namespace Switchroom.Server.Phone;

/// <summary>Refuses calls from outside at once, and says why: rooms take none yet. Without an answer the caller would wait until the endpoint's patience is over.</summary>
internal sealed class IncomingCalls(ISipLine line) : IHostedService, IDisposable
{
    /// <summary>RFC 3261 21.5.2: the server does not support what the request needs.</summary>
    public const int Status = 501;

    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = line.Subscribe(Take);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _subscription?.Dispose();

    private void Take(SipEvent happened)
    {
        if (happened is IncomingCall call)
        {
            line.Post(new RejectCall(call.Key, Status, "Calls Into Rooms Are Not Implemented"));
        }
    }
}
