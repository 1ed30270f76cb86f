using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Switchroom.Server.Network.SipFlows;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;
using Switchroom.Sip.Flows;

namespace Switchroom.Server.Api.Rooms;

/// <summary>The addresses by which SIP endpoints and telephones find a room.</summary>
internal sealed class SipAddress(SipSettings sip, SipThread line, PublicUrl publicUrl)
{
    private const int DefaultPort = 5060;
    private const int CodeDigits = 11;

    private string Host => sip.Address?.ToString() ?? new Uri(publicUrl.Value).Host;

    // with port 0 the system chose one
    private int Port => sip.Port != 0 ? sip.Port : line.ListeningPoints.First(point => point.Transport == SipTransport.Udp).AdvertisedPort;

    /// <summary>
    /// <c>{"endpoint":"room.0@host"}</c>, further ones in <c>extra_endpoints</c>. Without the scheme: clients put <c>sip:</c> in front themselves.
    /// </summary>
    public JsonObject Of(StoredRoom room, JsonObject config)
    {
        var count = (int?)config["num_endpoints"]?.GetValue<double>() ?? 1;
        var digits = config["force_digit_only_username"]?.GetValue<bool>() ?? false;
        var host = Port == DefaultPort ? Host : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
        var endpoints = Enumerable.Range(0, count).Select(index => digits ? $"{Code(room)}@{host}" : $"{room.Name}.{index}@{host}").ToArray();
        var answer = new JsonObject { ["endpoint"] = endpoints[0] };
        if (count > 1)
        {
            answer["extra_endpoints"] = new JsonArray([.. endpoints.Skip(1).Select(endpoint => JsonValue.Create(endpoint))]);
        }

        return answer;
    }

    /// <summary>Eleven digits that stay with the room: they are made from its id.</summary>
    public static string Code(StoredRoom room)
    {
        var number = BitConverter.ToUInt64(SHA256.HashData(Encoding.ASCII.GetBytes(room.Id)));
        return (number % 90_000_000_000 + 10_000_000_000).ToString(CultureInfo.InvariantCulture)[..CodeDigits];
    }
}
