namespace Switchroom.Server.Settings;

/// <summary>What may be dialled.</summary>
/// <param name="Networks">Where a <c>sip:</c> target may resolve to.</param>
/// <param name="AllowedPrefixes">E.164 prefixes, each with its plus sign, that a phone number may begin with.</param>
internal sealed record DialOutSettings(NetworkRules Networks, IReadOnlyList<string> AllowedPrefixes)
{
    /// <summary>Calls that one API key may have at once.</summary>
    public int MaxCallsPerKey { get; init; } = 500;

    /// <summary>Calls that a domain may have at once.</summary>
    public int MaxCallsPerDomain { get; init; } = 1000;

    /// <summary>Minutes that a domain may talk through trunks within 24 hours; 0 is no cap.</summary>
    public int MaxMinutesPerDay { get; init; } = 10_000;

    /// <summary>Longest call, from its answer.</summary>
    public TimeSpan LongestCall { get; init; } = TimeSpan.FromDays(1);

    public static DialOutSettings Read(SettingsReader reader) => new(
        new NetworkRules(reader.Networks("DialOut:AllowNetworks"), reader.Networks("DialOut:DenyNetworks")),
        reader.List("DialOut:AllowedPrefixes", ["+1"], IsPrefix, "a plus sign and up to 15 digits, such as +1 or +4420"))
    {
        MaxCallsPerKey = reader.Number("DialOut:MaxCallsPerKey", 500, 1, 1_000_000),
        MaxCallsPerDomain = reader.Number("DialOut:MaxCallsPerDomain", 1000, 1, 1_000_000),
        MaxMinutesPerDay = reader.Number("DialOut:MaxMinutesPerDay", 10_000, 0, int.MaxValue),
        LongestCall = TimeSpan.FromMinutes(reader.Number("DialOut:MaxCallMinutes", 1440, 1, 1440)),
    };

    private static bool IsPrefix(string text) =>
        text.Length is >= 1 and <= 16 && text[0] == '+' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
