namespace Switchroom.Server.Settings;

/// <summary>How much the REST API takes.</summary>
/// <param name="RateLimits">Whether requests are counted at all.</param>
/// <param name="Default">Most endpoints.</param>
/// <param name="Heavy">Deleting rooms and other endpoints that cost much.</param>
/// <param name="Calls">Starting a call.</param>
/// <param name="MaxBodyBytes">Largest request body.</param>
/// <param name="MaxJsonDepth">Deepest nesting of objects and arrays in a body.</param>
/// <param name="UnknownKeys">What happens to a body key that nobody knows: refused, or ignored.</param>
internal sealed record ApiSettings(
    bool RateLimits, RateLimit Default, RateLimit Heavy, RateLimit Calls, int MaxBodyBytes, int MaxJsonDepth, bool UnknownKeys)
{
    public static ApiSettings Read(SettingsReader reader) => new(
        reader.Flag("Api:RateLimits:Enabled", true),
        RateLimit.Read(reader, "Api:RateLimits:Default", new RateLimit(100, 5)),
        RateLimit.Read(reader, "Api:RateLimits:Heavy", new RateLimit(50, 30)),
        RateLimit.Read(reader, "Api:RateLimits:Calls", new RateLimit(5, 5)),
        reader.Number("Api:MaxBodyBytes", 4 << 20, 1024, 64 << 20),
        reader.Number("Api:MaxJsonDepth", 32, 8, 64),
        reader.Word("Api:UnknownKeys", "reject", "reject", "ignore") == "reject");
}
