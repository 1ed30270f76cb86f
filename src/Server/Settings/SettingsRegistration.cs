namespace Switchroom.Server.Settings;

/// <summary>Reads every settings class before anything starts; one line per class.</summary>
internal static class SettingsRegistration
{
    /// <summary>Registers the settings, or throws <see cref="InvalidSettingsException"/> with all problems.</summary>
    public static void AddSettings(this IServiceCollection services, IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        services.AddSingleton(ServerSettings.Read(reader));
        services.AddSingleton(ApiSettings.Read(reader));
        services.AddSingleton(SipSettings.Read(reader));
        services.AddSingleton(MediaSettings.Read(reader));
        services.AddSingleton(DialOutSettings.Read(reader));
        services.AddSingleton(WebhookSettings.Read(reader));
        services.AddSingleton(EventSettings.Read(reader));
        services.AddSingleton(RetentionSettings.Read(reader));
        services.AddSingleton(SignallingSettings.Read(reader));
        services.AddSingleton(IceServerSettings.Read(reader));
        reader.RefuseUnknown();
        if (reader.Problems.Count > 0)
        {
            throw new InvalidSettingsException(reader.Problems);
        }
    }
}

/// <summary>The configuration cannot be used; the message names every setting that is wrong.</summary>
internal sealed class InvalidSettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
