using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Sip;

/// <summary>A running baresip with one account; it takes commands on its standard input.</summary>
internal sealed class Baresip : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestProcess _process;

    private Baresip(string account, string transport, string? certificate, string? authority)
    {
        Port = FreePort.Next();
        var listen = transport == "tls" ? Port - 1 : Port;
        _folder.Write("config", string.Join('\n',
            $"sip_listen 127.0.0.1:{listen}",
            certificate is null ? "" : $"sip_certificate {_folder.Write("own.pem", certificate)}",
            authority is null ? "" : $"sip_cafile {_folder.Write("ca.pem", authority)}",
            $"audio_source aufile,{WriteSilence()}", "rtp_ports 41000-49000",
            "module_path /usr/lib/baresip/modules", "module stdio.so", "module g711.so", "module aufile.so",
            "module_tmp uuid.so", "module_tmp account.so", "module_app auloop.so", "module_app menu.so", ""));
        _folder.Write("accounts", account + "\n");
        _folder.Write("contacts", "");
        _process = TestProcess.Start("baresip", ["-4", "-v", "-s", "-f", _folder.FullPath], _folder.FullPath);
    }

    /// <summary>Where it listens; for TLS the port above the configured one, as baresip has it.</summary>
    public int Port { get; }

    public string Output => _process.Output;

    public static async Task<Baresip> Start(string account, string transport = "udp", string? certificate = null, string? authority = null)
    {
        var baresip = new Baresip(account, transport, certificate, authority);
        await baresip._process.WaitForOutput("baresip is ready");
        return baresip;
    }

    public Task Command(string command) => _process.WriteLine(command);

    public Task WaitFor(string pattern) => _process.WaitForOutput(pattern);

    /// <summary>A minute of silence at 8 kHz: of baresip's own sources none runs at the rate of G.711 without a sound card.</summary>
    private string WriteSilence()
    {
        const int Samples = 8000 * 60;
        var path = Path.Combine(_folder.FullPath, "silence.wav");
        using var wav = new BinaryWriter(File.Create(path));
        wav.Write("RIFF"u8);
        wav.Write(36 + Samples * 2);
        wav.Write("WAVEfmt "u8);
        wav.Write(16);
        wav.Write((short)1);
        wav.Write((short)1);
        wav.Write(8000);
        wav.Write(16000);
        wav.Write((short)2);
        wav.Write((short)16);
        wav.Write("data"u8);
        wav.Write(Samples * 2);
        wav.Write(new byte[Samples * 2]);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(_process.Output);
        _folder.Dispose();
    }
}
