using Switchroom.Interop.Tests.Browser;

namespace Switchroom.Interop.Tests.DialOut;

/// <summary>One server with one carrier for all tests of a class: each has a room of its own.</summary>
public sealed class CarrierServer : IAsyncLifetime
{
    internal RunningServer Server { get; private set; } = null!;

    internal Carrier Carrier { get; private set; } = null!;

    internal ApiClient Api { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Carrier = await Carrier.StartAsync();
        Server = await RunningServer.StartAsync(
            "--Switchroom:Sip:Address=127.0.0.1", "--Switchroom:Api:RateLimits:Enabled=false", "--Switchroom:Webhooks:MaxPerDomain=100");
        Api = new ApiClient(Server);
        await Carrier.AddTrunkAsync(Api);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        await Carrier.DisposeAsync();
    }
}
