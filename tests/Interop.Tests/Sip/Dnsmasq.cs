using System.Net;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Sip;

/// <summary>A running dnsmasq that knows nothing but the records it is given.</summary>
internal sealed class Dnsmasq : IAsyncDisposable
{
    private readonly TestProcess _process;

    private Dnsmasq(string[] records)
    {
        Address = new IPEndPoint(IPAddress.Loopback, FreePort.Next());
        _process = TestProcess.Start(
            "dnsmasq",
            [
                "--keep-in-foreground", "--conf-file=/dev/null", "--pid-file=", "--user=root", "--no-resolv", "--no-hosts", "--log-facility=-", "--log-queries",
                "--bind-interfaces", "--listen-address=127.0.0.1", $"--port={Address.Port}", "--local=/test/", .. records,
            ]);
    }

    public IPEndPoint Address { get; }

    /// <summary>Starts one.</summary>
    /// <param name="records">Its own options, such as <c>--srv-host=_sip._udp.carrier.test,localhost,5060,0,1</c>.</param>
    public static async Task<Dnsmasq> Start(params string[] records)
    {
        var server = new Dnsmasq(records);
        await FreePort.WaitUntilBound(server.Address.Port, "udp");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(_process.Output);
    }
}
