using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Switchroom.Server.Events;

/// <summary>The two headers that prove a webhook came from here (<c>daily-api.md</c> 7.2).</summary>
internal static class WebhookSignature
{
    public const string TimestampHeader = "X-Webhook-Timestamp";
    public const string SignatureHeader = "X-Webhook-Signature";

    /// <summary>base64(HMAC-SHA256(base64decode(secret), timestamp + "." + body)).</summary>
    public static string Sign(string base64Secret, string timestamp, string body)
    {
        var mac = HMACSHA256.HashData(Convert.FromBase64String(base64Secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}"));
        return Convert.ToBase64String(mac);
    }

    /// <summary>Unix milliseconds in decimal digits.</summary>
    public static string TimestampOf(DateTimeOffset now) => now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
