namespace Switchroom.Interop.Tests.Browser;

/// <summary>One server for all scenarios: each has rooms of its own.</summary>
public sealed class BrowserServer : IAsyncLifetime
{
    internal RunningServer Server { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Server = await RunningServer.StartAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
