using Switchroom.TestKit.Processes;

namespace Switchroom.Benchmarks.Calls;

/// <summary>SIPp as everybody who is called: rings, answers, sends each packet of sound back to where it came from, until it gets a BYE.</summary>
internal sealed class CalleeProcess : IAsyncDisposable
{
    private const string Head = "[last_Via:]\n[last_From:]\n[last_To:];tag=[call_number]\n[last_Call-ID:]\n[last_CSeq:]\nContact: <sip:callee@[local_ip]:[local_port]>\n";

    private const string Scenario =
        "<?xml version=\"1.0\" encoding=\"us-ascii\"?>\n<scenario name=\"callee\">\n<recv request=\"INVITE\"/>\n" +
        "<send><![CDATA[\nSIP/2.0 180 Ringing\n" + Head + "Content-Length: 0\n\n]]></send>\n" +
        "<send retrans=\"500\"><![CDATA[\nSIP/2.0 200 OK\n" + Head + "Content-Type: application/sdp\nContent-Length: [len]\n\n" +
        "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio [media_port] RTP/AVP 0\na=rtpmap:0 PCMU/8000\n]]></send>\n" +
        "<recv request=\"ACK\"/>\n<recv request=\"BYE\"/>\n" +
        "<send><![CDATA[\nSIP/2.0 200 OK\n[last_Via:]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\n[last_CSeq:]\nContent-Length: 0\n\n]]></send>\n</scenario>\n";

    private readonly TempFolder _folder;
    private readonly TestProcess _process;

    private CalleeProcess(TempFolder folder, TestProcess process, int port, int mediaPort)
    {
        (_folder, _process, Port, MediaPort) = (folder, process, port, mediaPort);
    }

    public int Port { get; }

    /// <summary>Where the sound of all calls goes.</summary>
    public int MediaPort { get; }

    public static async Task<CalleeProcess> StartAsync()
    {
        var folder = new TempFolder();
        var (port, media) = (FreePort.Next(), FreePort.Pair());
        FreePort.Pair(); // the one for video
        var process = TestProcess.Start(
            "sipp",
            ["-sf", folder.Write("callee.xml", Scenario), "-i", "127.0.0.1", "-p", $"{port}", "-mi", "127.0.0.1", "-mp", $"{media}", "-rtp_echo", "-nostdin", "-buff_size", "4000000"],
            folder.FullPath,
            new Dictionary<string, string?> { ["TERM"] = "dumb" });
        await FreePort.WaitUntilBound(port, "udp");
        return new CalleeProcess(folder, process, port, media);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
