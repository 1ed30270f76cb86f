using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>Reads certificates from PEM files, and makes a self-signed one in the data folder for a server that was given none.</summary>
internal static class CertificateFiles
{
    /// <summary>Name of the file, key included, in the data folder.</summary>
    public const string OwnFile = "sip-tls.pem";

    private const int LifetimeInYears = 10;

    /// <summary>The certificate and key of an operator.</summary>
    /// <exception cref="InvalidOperationException">One of the files cannot be used; the message is for the operator.</exception>
    public static X509Certificate2 Read(string certificateFile, string? keyFile)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOperationException($"The SIP TLS certificate {certificateFile} or its key cannot be used: {error.Message}", error);
        }
    }

    /// <summary>All certificates of a file of authorities.</summary>
    /// <exception cref="InvalidOperationException">The file cannot be used; the message is for the operator.</exception>
    public static IReadOnlyList<X509Certificate2> ReadAuthorities(string file)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPemFile(file);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The SIP TLS authorities in {file} cannot be used: {error.Message}", error);
        }

        return found.Count > 0 ? [.. found] : throw new InvalidOperationException($"The file of SIP TLS authorities {file} holds no certificate.");
    }

    /// <summary>The self-signed certificate of the data folder, made at first use and again when it is about to run out.</summary>
    public static X509Certificate2 ReadOrMakeOwn(string folder, IReadOnlyList<IPAddress> addresses, DateTimeOffset now)
    {
        var path = Path.Combine(folder, OwnFile);
        if (File.Exists(path))
        {
            var existing = Read(path, null);
            if (existing.NotAfter > now.AddDays(30))
            {
                return existing;
            }
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Switchroom", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Dns.GetHostName());
        names.AddDnsName("localhost");
        foreach (var address in addresses)
        {
            names.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(LifetimeInYears));
        Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new StreamWriter(path, options))
        {
            file.Write(made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        }

        return Read(path, null);
    }
}
