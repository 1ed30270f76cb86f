namespace Switchroom.Server.Settings;

/// <summary>Event streams of operators.</summary>
/// <param name="KeepAlive">Longest silence on a stream: a comment line is sent then.</param>
/// <param name="Patience">How long a client may take to read what is sent before its stream is closed.</param>
/// <param name="MaxStreams">Streams that a domain may have open at once.</param>
internal sealed record EventSettings(TimeSpan KeepAlive, TimeSpan Patience, int MaxStreams)
{
    public static EventSettings Read(SettingsReader reader) => new(
        TimeSpan.FromSeconds(reader.Decimal("Events:KeepAliveSeconds", 15, 0.1, 300)),
        TimeSpan.FromSeconds(reader.Decimal("Events:PatienceSeconds", 10, 0.1, 300)),
        reader.Number("Events:MaxStreams", 20, 1, 10_000));
}
