namespace Switchroom.Server.Settings;

/// <summary>Where webhooks may go.</summary>
/// <param name="Networks">Where a webhook's host name may resolve to.</param>
/// <param name="MaxPerDomain">Webhooks a domain may have.</param>
/// <param name="ProbeSeconds">How long the probe at creation waits for its 200.</param>
internal sealed record WebhookSettings(NetworkRules Networks, int MaxPerDomain, int ProbeSeconds)
{
    public static WebhookSettings Read(SettingsReader reader) => new(
        new NetworkRules(reader.Networks("Webhooks:AllowNetworks"), reader.Networks("Webhooks:DenyNetworks")),
        reader.Number("Webhooks:MaxPerDomain", 10, 1, 1000),
        reader.Number("Webhooks:ProbeSeconds", 8, 1, 60));
}
