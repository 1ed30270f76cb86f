using System.Globalization;
using Switchroom.Sip.Calls;

namespace Switchroom.Server.Phone;

/// <summary>How long keys are pressed where nobody says.</summary>
internal static class DtmfDefaults
{
    public static readonly TimeSpan ToneDuration = TimeSpan.FromMilliseconds(500);

    public static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);

    /// <summary>For the digits of an extension, which nobody waits to hear.</summary>
    public static readonly TimeSpan ExtensionTone = TimeSpan.FromMilliseconds(160);
}

/// <summary>Key presses in INFO: <c>application/dtmf-relay</c> (Signal=, Duration=) and <c>application/dtmf</c> (the digit alone).</summary>
internal static class DtmfRelay
{
    /// <summary>Body for one digit.</summary>
    public static SipBody Write(char digit, TimeSpan duration) => new(
        new Sip.Messages.MediaType("application", "dtmf-relay"),
        System.Text.Encoding.ASCII.GetBytes($"Signal={digit}\r\nDuration={duration.TotalMilliseconds:0}\r\n"));

    /// <summary>Reads a digit; false where the body is something else.</summary>
    public static bool TryRead(SipBody? body, out char digit, out TimeSpan duration)
    {
        digit = default;
        duration = TimeSpan.FromMilliseconds(160);
        var type = body?.ContentType.ToString() ?? "";
        if (type.StartsWith("application/dtmf-relay", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var line in body!.Text.Split('\n', 8))
            {
                var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
                if (parts.Length == 2 && parts[0].Equals("Signal", StringComparison.OrdinalIgnoreCase) && parts[1].Length > 0)
                {
                    digit = char.ToUpperInvariant(parts[1][0]);
                }
                else if (parts.Length == 2 && parts[0].Equals("Duration", StringComparison.OrdinalIgnoreCase)
                    && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
                {
                    duration = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 1, 10_000));
                }
            }
        }
        else if (type.StartsWith("application/dtmf", StringComparison.OrdinalIgnoreCase) && body!.Text.Trim() is [var only, ..])
        {
            digit = char.ToUpperInvariant(only);
        }

        return digit is (>= '0' and <= '9') or '*' or '#' or (>= 'A' and <= 'D');
    }
}
