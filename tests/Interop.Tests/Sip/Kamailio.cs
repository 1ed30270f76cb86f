using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Sip;

/// <summary>A running Kamailio that stays on the path of dialogs: a registrar and proxy that asks for digest, or whatever its routes make of it.</summary>
internal sealed class Kamailio : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestProcess _process;

    private Kamailio(string routes)
    {
        Port = FreePort.Next();
        var file = _folder.Write("kamailio.cfg", Settings(Port) + InDialog + routes);
        _process = TestProcess.Start("kamailio", ["-f", file, "-DD", "-E", "-m", "32", "-M", "4", "-Y", _folder.FullPath, "-w", _folder.FullPath]);
    }

    public int Port { get; }

    public string Output => _process.Output;

    /// <summary>Starts one.</summary>
    /// <param name="routes">What it does with requests that begin something: the end of <c>request_route</c> in Kamailio's own language.</param>
    public static async Task<Kamailio> Start(string routes = Registrar)
    {
        var kamailio = new Kamailio(routes);
        await FreePort.WaitUntilBound(kamailio.Port, "tcp");
        return kamailio;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(_process.Output);
        _folder.Dispose();
    }

    private static string Settings(int port) => $$"""
        debug=2
        log_stderror=yes
        fork=yes
        children=1
        tcp_children=1
        auto_aliases=no
        listen=udp:127.0.0.1:{{port}}
        listen=tcp:127.0.0.1:{{port}}
        mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"
        loadmodule "tm.so"
        loadmodule "sl.so"
        loadmodule "rr.so"
        loadmodule "pv.so"
        loadmodule "corex.so"
        loadmodule "maxfwd.so"
        loadmodule "textops.so"
        loadmodule "siputils.so"
        loadmodule "usrloc.so"
        loadmodule "registrar.so"
        loadmodule "auth.so"
        modparam("usrloc", "db_mode", 0)
        modparam("registrar", "min_expires", 20)
        modparam("registrar", "default_expires", 60)
        modparam("rr", "append_fromtag", 1)
        modparam("auth", "qop", "auth")
        modparam("tm", "retr_timer1", 10000)
        modparam("tm", "retr_timer2", 10000)

        """;

    private const string InDialog = """
        request_route {
            if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
            if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
            if (has_totag()) {
                if (loose_route()) { t_relay(); exit; }
                if (is_method("ACK") && t_check_trans()) { t_relay(); }
                exit;
            }

        """;

    private const string Registrar = """
            if (is_method("REGISTER")) {
                if (!pv_www_authenticate("kamailio.test", "secret", "0")) { www_challenge("kamailio.test", "1"); exit; }
                save("location");
                exit;
            }
            if (!pv_proxy_authenticate("kamailio.test", "secret", "0")) { proxy_challenge("kamailio.test", "1"); exit; }
            consume_credentials();
            record_route();
            if (uri == myself && !lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
            t_relay();
        }
        """;
}
