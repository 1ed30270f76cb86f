using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Phone.Transfers;

/// <summary>Which SIP URIs are rooms of this very server: those that a room's <c>config.sip_uri</c> gives out.</summary>
internal sealed class RoomAddresses(Store store, ISipLine line, SipSettings settings, PublicUrl publicUrl)
{
    private const int DefaultPort = 5060;

    /// <summary>The name of the room that a URI leads to; null where it leads out of this server.</summary>
    public async Task<string?> RoomOfAsync(string domainId, SipUri target, CancellationToken cancel)
    {
        if (!IsOwn(target) || target.User is not { Length: > 0 } user)
        {
            return null;
        }

        await using var context = store.Open();
        if (user.All(char.IsAsciiDigit))
        {
            var rooms = await context.Rooms.Where(room => room.DomainId == domainId && room.Properties.Contains("force_digit_only_username")).ToListAsync(cancel);
            if (rooms.FirstOrDefault(room => SipAddress.Code(room) == user) is { } byCode)
            {
                return byCode.Name;
            }
        }

        // "name.0" is the first endpoint of the room "name"; names have no dots
        var dot = user.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? user : user[..dot];
    }

    /// <summary>A URI that leads to a room, wherever this server is asked for it.</summary>
    public string AddressOf(string room) => line.OwnUri($"{room}.0").ToString();

    private bool IsOwn(SipUri target)
    {
        var own = line.OwnUri("");
        var port = target.Port ?? DefaultPort;
        string?[] hosts = [own.Host, settings.Address?.ToString(), new Uri(publicUrl.Value).Host];
        return (port == (own.Port ?? DefaultPort) || port == settings.Port) && hosts.Contains(target.Host, StringComparer.OrdinalIgnoreCase);
    }
}
