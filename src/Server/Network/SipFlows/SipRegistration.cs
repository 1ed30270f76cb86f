using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Switchroom.Server.Network.SipFlows.Resolution;
using Switchroom.Server.Settings;
using Switchroom.Sip;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>Makes the SIP thread of a server from its settings. Whoever handles its events sets the handler and starts it.</summary>
internal static class SipRegistration
{
    /// <summary>Registers a <see cref="SipThread"/>; its sockets are bound when it is first asked for, and closed with the host.</summary>
    public static void AddSipThread(this IServiceCollection services)
    {
        services.AddSingleton(provider => new SipDestinations(provider.GetRequiredService<DialOutSettings>().Networks));
        services.AddSingleton(Make);
    }

    private static SipThread Make(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<SipSettings>();
        var time = provider.GetRequiredService<TimeProvider>();
        var options = new SipThreadOptions
        {
            Port = settings.Port,
            TlsPort = settings.TlsPort,
            Advertised = settings.Address,
            Permits = provider.GetRequiredService<SipDestinations>().Permits,
            Tls = TlsOf(settings, provider.GetRequiredService<ServerSettings>().Data, time),
        };
        var logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger<SipThread>();
        var thread = new SipThread(
            options, new SipEndpointOptions { ListeningPoints = [] }, new SystemDns(), new SipThreadServices(time, new CryptographicRandom(), logger));
        SipMetrics.Add(provider.GetRequiredService<IMeterFactory>(), thread);
        return thread;
    }

    private static SipTls TlsOf(SipSettings settings, string data, TimeProvider time)
    {
        IReadOnlyList<X509Certificate2> authorities = settings.TlsAuthorities.Length > 0 ? CertificateFiles.ReadAuthorities(settings.TlsAuthorities) : [];
        if (settings.TlsCertificate.Length > 0)
        {
            return new SipTls(CertificateFiles.Read(settings.TlsCertificate, settings.TlsKey.Length > 0 ? settings.TlsKey : null), authorities);
        }

        IPAddress[] addresses = settings.Address is { } address
            ? [address, IPAddress.Loopback]
            : [LocalAddress.TowardsTheInternet(System.Net.Sockets.AddressFamily.InterNetwork), IPAddress.Loopback, IPAddress.IPv6Loopback];
        return new SipTls(CertificateFiles.ReadOrMakeOwn(data, addresses, time.GetUtcNow()), authorities);
    }
}
