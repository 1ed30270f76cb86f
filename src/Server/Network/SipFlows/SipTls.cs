using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>Certificates of SIP over TLS (RFC 3261 section 26.3, RFC 5922).</summary>
/// <param name="Own">What we show to who connects to us; null means that we take no TLS.</param>
/// <param name="Authorities">Whom to trust when we connect; empty means whom this machine trusts.</param>
internal sealed record SipTls(X509Certificate2? Own, IReadOnlyList<X509Certificate2> Authorities)
{
    public SslServerAuthenticationOptions ServerOptions() => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(Own!, additionalCertificates: null, offline: true),
    };

    /// <summary>Options for a connection to a target.</summary>
    /// <param name="name">The name before resolution, which goes into SNI and must be in the certificate; null for an address literal.</param>
    /// <param name="address">The address; it must be in the certificate if there is no name.</param>
    /// <param name="report">Takes a sentence on why the certificate was not accepted.</param>
    public SslClientAuthenticationOptions ClientOptions(string? name, IPAddress address, Action<string> report)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = name ?? address.ToString(),
            RemoteCertificateValidationCallback = (_, _, chain, errors) => IsAccepted(chain, errors, name ?? address.ToString(), report),
        };
        if (Authorities.Count > 0)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(Authorities.ToArray());
            options.CertificateChainPolicy = policy;
        }

        return options;
    }

    private static bool IsAccepted(X509Chain? chain, SslPolicyErrors errors, string name, Action<string> report)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        var status = chain?.ChainStatus is { Length: > 0 } all ? $" ({string.Join(", ", all.Select(one => one.Status))})" : "";
        report(errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "the peer showed no certificate"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"the certificate is not for {name}"
            : $"the certificate is not trusted{status}");
        return false;
    }
}
