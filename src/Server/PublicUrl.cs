using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Switchroom.Server.Settings;

namespace Switchroom.Server;

/// <summary>The address that clients use, without a slash at its end.</summary>
internal sealed class PublicUrl(ServerSettings settings, IServer server)
{
    private string? found;

    /// <summary>The setting, else the first address HTTP listens on (known once the server runs).</summary>
    public string Value => settings.PublicUrl ?? (found ??= FirstAddress());

    private string FirstAddress()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? ServerHost.DefaultUrls;
        return address.Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
            .Replace("://[::]", "://localhost", StringComparison.Ordinal)
            .Replace("://+", "://localhost", StringComparison.Ordinal)
            .Replace("://*", "://localhost", StringComparison.Ordinal)
            .TrimEnd('/');
    }
}
