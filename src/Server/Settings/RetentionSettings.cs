namespace Switchroom.Server.Settings;

/// <summary>How long what is over is kept. Null is for ever.</summary>
/// <param name="Calls">Calls, from their end.</param>
/// <param name="Events">Events that every webhook has got, from when they happened: how far back an event stream can be resumed.</param>
/// <param name="Undelivered">Events that a webhook has not got, such as one that is <c>FAILED</c>.</param>
internal sealed record RetentionSettings(TimeSpan? Calls, TimeSpan? Events, TimeSpan? Undelivered)
{
    public static RetentionSettings Read(SettingsReader reader) => new(
        Days(reader, "Retention:CallDays", 90),
        Days(reader, "Retention:EventDays", 7),
        Days(reader, "Retention:UndeliveredEventDays", 30));

    private static TimeSpan? Days(SettingsReader reader, string key, double fallback) =>
        reader.Decimal(key, fallback, 0, 36_500) is > 0 and var days ? TimeSpan.FromDays(days) : null;
}
