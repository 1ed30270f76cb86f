using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Switchroom.WebRtc.Dtls;

/// <summary>The self-signed ECDSA P-256 certificate that a process shows to every peer; peers know it by its fingerprint.</summary>
public sealed class DtlsCertificate
{
    private DtlsCertificate(byte[] certificate, byte[] privateKey)
    {
        Certificate = certificate;
        PrivateKey = privateKey;
        Fingerprint = CertificateFingerprint.Sha256Of(certificate);
    }

    /// <summary>The value of <c>a=fingerprint</c> without the hash name: 32 upper-case hexadecimal bytes joined by colons (RFC 8122).</summary>
    public string Fingerprint { get; }

    /// <summary>The certificate, DER.</summary>
    internal byte[] Certificate { get; }

    /// <summary>The private key, SEC 1 DER.</summary>
    internal byte[] PrivateKey { get; }

    /// <summary>Makes a new key and certificate, valid from a day before <paramref name="wallClock"/> for a year.</summary>
    public static DtlsCertificate Create(DateTimeOffset wallClock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=WebRTC", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(wallClock.AddDays(-1), wallClock.AddDays(365));
        return new DtlsCertificate(certificate.RawData, key.ExportECPrivateKey());
    }
}
