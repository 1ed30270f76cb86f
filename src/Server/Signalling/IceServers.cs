using System.Security.Cryptography;
using System.Text;
using Switchroom.Server.Settings;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling;

/// <summary>
/// The list of ICE servers for one client. TURN credentials are time-limited: the user name is the moment they end, the password its
/// HMAC-SHA1 under the secret we share with the TURN server, as coturn's <c>use-auth-secret</c> expects.
/// </summary>
internal static class IceServers
{
    public static IEnumerable<IceServer> For(string participantId, IceServerSettings settings, DateTimeOffset now)
    {
        if (settings.StunUrls.Count > 0)
        {
            yield return new IceServer { Urls = { settings.StunUrls } };
        }

        if (settings.TurnUrls.Count > 0)
        {
            string user = $"{now.ToUnixTimeSeconds() + settings.TurnSeconds}:{participantId}";
#pragma warning disable CA5350 // the TURN REST credential scheme is defined with HMAC-SHA1
            byte[] mac = HMACSHA1.HashData(Encoding.UTF8.GetBytes(settings.TurnSecret), Encoding.UTF8.GetBytes(user));
#pragma warning restore CA5350
            yield return new IceServer { Urls = { settings.TurnUrls }, Username = user, Credential = Convert.ToBase64String(mac) };
        }
    }
}
