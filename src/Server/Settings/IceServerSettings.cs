namespace Switchroom.Server.Settings;

/// <summary>
/// STUN and TURN servers that browsers are told of. The server is reachable itself, so none is needed; TURN helps clients behind strict firewalls.
/// </summary>
/// <param name="StunUrls">URLs such as <c>stun:stun.example.org:3478</c>.</param>
/// <param name="TurnUrls">URLs such as <c>turn:turn.example.org:3478?transport=udp</c> or <c>turns:turn.example.org:443</c>.</param>
/// <param name="TurnSecret">The secret shared with the TURN server (coturn's <c>static-auth-secret</c>).</param>
/// <param name="TurnSeconds">How long a client may use the credentials it is given.</param>
/// <param name="ForceRelay">Whether clients are to send all media through TURN.</param>
internal sealed record IceServerSettings(
    IReadOnlyList<string> StunUrls, IReadOnlyList<string> TurnUrls, string TurnSecret, int TurnSeconds, bool ForceRelay)
{
    public static IceServerSettings Read(SettingsReader reader)
    {
        IceServerSettings settings = new(
            reader.List("WebRtc:StunUrls", [], url => HasScheme(url, "stun:", "stuns:"), "URLs that begin with stun: or stuns:"),
            reader.List("WebRtc:TurnUrls", [], url => HasScheme(url, "turn:", "turns:"), "URLs that begin with turn: or turns:"),
            reader.Text("WebRtc:TurnSecret"),
            reader.Number("WebRtc:TurnSeconds", 86_400, 60, 31 * 86_400),
            reader.Flag("WebRtc:ForceRelay", false));
        if (settings.TurnUrls.Count > 0 && settings.TurnSecret.Length == 0)
        {
            reader.Refuse("WebRtc:TurnSecret", "", "the secret that the TURN servers were given, since WebRtc:TurnUrls names some");
        }

        return settings;
    }

    private static bool HasScheme(string url, params string[] schemes) =>
        schemes.Any(scheme => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && url.Length > scheme.Length);
}
