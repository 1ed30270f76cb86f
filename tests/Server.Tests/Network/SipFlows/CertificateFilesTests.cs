using System.Net;
using System.Security.Cryptography.X509Certificates;
using Switchroom.Server.Network.SipFlows;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Network.SipFlows;

public sealed class CertificateFilesTests
{
    private static readonly DateTimeOffset Today = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void MakesACertificateOnceAndKeepsIt()
    {
        using var folder = new TempFolder();

        using var made = CertificateFiles.ReadOrMakeOwn(folder.FullPath, [IPAddress.Loopback], Today);
        using var kept = CertificateFiles.ReadOrMakeOwn(folder.FullPath, [IPAddress.Loopback], Today.AddYears(1));
        using var renewed = CertificateFiles.ReadOrMakeOwn(folder.FullPath, [IPAddress.Loopback], Today.AddYears(10));

        Assert.True(made.HasPrivateKey);
        Assert.Contains(IPAddress.Loopback, made.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateIPAddresses());
        Assert.Equal(made.Thumbprint, kept.Thumbprint);
        Assert.NotEqual(made.Thumbprint, renewed.Thumbprint);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.FullPath, CertificateFiles.OwnFile)));
    }

    [Fact]
    public void NamesTheFileThatCannotBeUsed()
    {
        using var folder = new TempFolder();
        var file = folder.Write("x.pem", "nonsense");

        Assert.Contains(file, Assert.Throws<InvalidOperationException>(() => CertificateFiles.Read(file, null)).Message);
        Assert.Contains(file, Assert.Throws<InvalidOperationException>(() => CertificateFiles.ReadAuthorities(file)).Message);
    }
}
