using Switchroom.Server.Settings;
using Switchroom.Server.Signalling.Requests;

namespace Switchroom.Server.Signalling;

/// <summary>What a request to <c>/rtc</c> works with.</summary>
internal sealed record SignalServices(
    Admission Admission,
    SignalSessions Sessions,
    RequestHandler Requests,
    SignallingSettings Settings,
    TimeProvider Time,
    IHostApplicationLifetime Lifetime)
{
    /// <summary>Ends when the server stops.</summary>
    public CancellationToken Stopping => Lifetime.ApplicationStopping;

    public SignalConnection NewConnection() => new(Settings, Time);
}
