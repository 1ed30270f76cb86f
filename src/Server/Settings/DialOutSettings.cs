namespace Switchroom.Server.Settings;

/// <summary>What may be dialled.</summary>
/// <param name="Networks">Where a <c>sip:</c> target may resolve to.</param>
/// <param name="AllowedPrefixes">E.164 prefixes, each with its plus sign, that a phone number may begin with.</param>
internal sealed record DialOutSettings(NetworkRules Networks, IReadOnlyList<string> AllowedPrefixes)
{
    public static DialOutSettings Read(SettingsReader reader) => new(
        new NetworkRules(reader.Networks("DialOut:AllowNetworks"), reader.Networks("DialOut:DenyNetworks")),
        reader.List("DialOut:AllowedPrefixes", ["+1"], IsPrefix, "a plus sign and up to 15 digits, such as +1 or +4420"));

    private static bool IsPrefix(string text) =>
        text.Length is >= 1 and <= 16 && text[0] == '+' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
