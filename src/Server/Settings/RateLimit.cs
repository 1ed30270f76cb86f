using System.Globalization;

namespace Switchroom.Server.Settings;

/// <summary>So many requests in a window, written <c>100/5s</c>; a burst of all of them is allowed.</summary>
/// <param name="Requests">Requests per window.</param>
/// <param name="Seconds">Length of the window.</param>
internal sealed record RateLimit(int Requests, int Seconds)
{
    public static RateLimit Read(SettingsReader reader, string key, RateLimit fallback)
    {
        var text = reader.Text(key);
        if (text.Length == 0)
        {
            return fallback;
        }

        var parts = text.Split('/', StringSplitOptions.TrimEntries);
        if (parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var requests) && requests > 0
            && int.TryParse(parts[1].TrimEnd('s'), CultureInfo.InvariantCulture, out var seconds) && seconds > 0)
        {
            return new(requests, seconds);
        }

        reader.Refuse(key, text, "requests and seconds, such as 100/5s");
        return fallback;
    }
}
