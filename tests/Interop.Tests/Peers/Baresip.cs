using System.Text.RegularExpressions;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Peers;

/// <summary>How a baresip behaves.</summary>
internal sealed record BaresipOptions
{
    /// <summary>Codecs in baresip's words: <c>PCMU</c>, <c>PCMA</c>, <c>G722</c>, <c>opus</c>.</summary>
    public string Codecs { get; init; } = "PCMU,PCMA,G722,opus";

    /// <summary><c>auto</c> answers at once, <c>manual</c> rings, <c>early</c> sends 183 with media.</summary>
    public string AnswerMode { get; init; } = "auto";

    /// <summary><c>srtp</c> or <c>srtp-mand</c> for SDES; null for plain RTP.</summary>
    public string? MediaEncryption { get; init; }

    /// <summary>It does ICE, as the full side, over the machine's addresses other than loopback.</summary>
    public bool Ice { get; init; }

    /// <summary>The WAV file that is its microphone, 16-bit mono; null for silence at 8 kHz.</summary>
    public string? Microphone { get; init; }

    /// <summary><c>udp</c>, <c>tcp</c> or <c>tls</c>: how it is to be called.</summary>
    public string Transport { get; init; } = "udp";

    /// <summary>Certificate and key in PEM; null makes one that signs itself where it is called over TLS.</summary>
    public string? Certificate { get; init; }

    /// <summary>Whom it trusts, in PEM; null trusts nobody in particular.</summary>
    public string? Authority { get; init; }
}

/// <summary>A baresip of its own: its microphone is a file, and what it hears it writes into one.</summary>
internal sealed class Baresip : IAsyncDisposable
{
    /// <summary>Its user, the only one it answers to.</summary>
    public const string User = "callee";

    private const double SilenceSeconds = 60;

    // it takes any of them for each call
    private const int MediaPorts = 20;

    private readonly TempFolder _folder = new();
    private TestProcess? _process;
    private BaresipEvents? _events;

    private Baresip(BaresipOptions options, int port)
    {
        Options = options;
        Port = port;
    }

    public BaresipOptions Options { get; }

    /// <summary>SIP over UDP and TCP; TLS is one above.</summary>
    public int Port { get; }

    /// <summary>Whom to dial.</summary>
    public string Uri => Options.Transport switch
    {
        "tls" => $"sip:{User}@127.0.0.1:{Port + 1};transport=tls",
        "tcp" => $"sip:{User}@127.0.0.1:{Port};transport=tcp",
        _ => $"sip:{User}@127.0.0.1:{Port}",
    };

    /// <summary>Its certificate, in PEM; null unless it is called over TLS.</summary>
    public string? Certificate { get; private set; }

    public string Output => _process?.Output ?? "";

    public static async Task<Baresip> StartAsync(BaresipOptions options)
    {
        var phone = new Baresip(options, FreePort.Pair());
        var (rtp, control, folder) = (FreePort.Row(MediaPorts), FreePort.Next(), phone._folder);
        var modules = new[] { "stdio", "g711", "g722", "opus", "aufile", "sndfile", "srtp", "ice" };
        var certificate = options.Certificate is { } given ? folder.Write("cert.pem", given) : options.Transport == "tls" ? await phone.SelfSignedAsync() : null;
        var authority = options.Authority is { } trusted ? folder.Write("ca.pem", trusted) : null;
        // of baresip's own sources none runs at the rate of G.711 without a sound card
        var microphone = options.Microphone ?? new Wave(8_000, new short[(int)(8_000 * SilenceSeconds)]).Save(Path.Combine(folder.FullPath, "silence.wav"));
        folder.Write("config", string.Join('\n', [
            "poll_method epoll",
            $"sip_listen 127.0.0.1:{phone.Port}",
            .. certificate is null ? Array.Empty<string>() : [$"sip_certificate {certificate}"],
            .. authority is null ? Array.Empty<string>() : [$"sip_cafile {authority}"],
            "call_max_calls 10",
            $"audio_source aufile,{microphone}",
            "audio_player none",
            "ausrc_channels 1",
            $"rtp_ports {rtp}-{rtp + MediaPorts - 1}",
            "module_path /usr/lib/baresip/modules",
            .. modules.Select(module => $"module {module}.so"),
            "module_tmp uuid.so",
            "module_tmp account.so",
            "module_app menu.so",
            "module_app ctrl_tcp.so",
            $"ctrl_tcp_listen 127.0.0.1:{control}",
            $"snd_path {folder.FullPath}",
            "",
        ]));
        var media = (options.MediaEncryption is { } named ? $";mediaenc={named}" : "") + (options.Ice ? ";medianat=ice" : "");
        folder.Write("accounts", $"<sip:{User}@127.0.0.1:{phone.Port};transport={options.Transport}>;regint=0;answermode={options.AnswerMode};audio_codecs={Codecs(options.Codecs)}{media}\n");
        folder.Write("contacts", "");
        phone._process = TestProcess.Start("baresip", ["-f", folder.FullPath], folder.FullPath);
        await phone._process.WaitForOutput("baresip is ready");
        phone._events = await BaresipEvents.ConnectAsync(control);
        return phone;
    }

    public Task<Match> SeesAsync(string pattern) => _process!.WaitForOutput(pattern);

    /// <summary>Waits until its call has lasted so many seconds, by its own clock.</summary>
    public Task TalksAsync(int seconds) => _process!.WaitForOutput($@"\[0:(?:0[1-9]:\d\d|00:(?:{string.Join('|', Enumerable.Range(seconds, 60 - seconds).Select(second => $"{second:00}"))}))\]");

    /// <summary>Waits until it has heard a tone for two seconds.</summary>
    public Task HearsAsync(double hertz) => _process!.WaitUntil(
        () => Recordings() is [.., var latest] && Wave.TryRead(latest) is { } heard && heard.SecondsOf(hertz, -25) >= 2,
        $"it did not hear {hertz} Hz");

    /// <summary>Types a command of its menu, such as <c>/hangup</c> or <c>/accept</c>.</summary>
    public Task Type(string command) => _process!.WriteLine(command);

    /// <summary>Waits until so many keys were pressed at the other end since the last time, and returns them.</summary>
    public Task<string> KeysAsync(int count) => _events!.KeysAsync(count);

    /// <summary>What it heard in its last call, once that call is over.</summary>
    public string Heard() => Recordings()[^1];

    public async ValueTask DisposeAsync()
    {
        _events?.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', _process.Output.Split('\n').Where(IsNews)));
        }

        _folder.Dispose();
    }

    // its clock, which it writes several times a second while it talks
    private static bool IsNews(string line) => line.Trim() is not "" and var said && !said.StartsWith('[');

    private string[] Recordings() => [.. Directory.GetFiles(_folder.FullPath, "dump-*-dec.wav").Order(StringComparer.Ordinal)];

    // baresip takes a codec of another rate than 8 kHz only with its rate and channels
    private static string Codecs(string names) => names.Replace("G722", "G722/16000/1", StringComparison.Ordinal).Replace("opus", "opus/48000/2", StringComparison.Ordinal);

    private async Task<string> SelfSignedAsync()
    {
        await using var openssl = TestProcess.Start(
            "openssl",
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "only.pem"],
            _folder.FullPath);
        await openssl.WaitForExit();
        Certificate = await File.ReadAllTextAsync(Path.Combine(_folder.FullPath, "only.pem"));
        return _folder.Write("cert.pem", await File.ReadAllTextAsync(Path.Combine(_folder.FullPath, "key.pem")) + Certificate);
    }
}
