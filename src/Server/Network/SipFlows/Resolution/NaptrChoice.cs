using Switchroom.Sip.Flows;

namespace Switchroom.Server.Network.SipFlows.Resolution;

/// <summary>Which of a domain's NAPTR records are for us, in the domain's order (RFC 3263 section 4.1).</summary>
internal static class NaptrChoice
{
    /// <summary>The transports and the names whose SRV records to ask for.</summary>
    /// <param name="records">As they came.</param>
    /// <param name="secure">The URI is a sips URI: only TLS will do.</param>
    /// <param name="supported">Transports we have.</param>
    public static IReadOnlyList<(SipTransport Transport, string Name)> Choose(
        IEnumerable<NaptrRecord> records, bool secure, IReadOnlyList<SipTransport> supported)
    {
        List<(SipTransport Transport, string Name)> chosen = [];
        foreach (var record in records.OrderBy(record => record.Order).ThenBy(record => record.Preference))
        {
            if (!record.Flags.Equals("s", StringComparison.OrdinalIgnoreCase) || TransportOf(record.Service) is not { } transport
                || !supported.Contains(transport) || (secure && transport != SipTransport.Tls))
            {
                continue;
            }

            chosen.Add((transport, record.Replacement));
        }

        return chosen;
    }

    private static SipTransport? TransportOf(string service) => service.ToUpperInvariant() switch
    {
        "SIP+D2U" => SipTransport.Udp,
        "SIP+D2T" => SipTransport.Tcp,
        "SIPS+D2T" => SipTransport.Tls,
        _ => null,
    };
}
