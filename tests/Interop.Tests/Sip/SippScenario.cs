using System.Security;
using System.Text;

namespace Switchroom.Interop.Tests.Sip;

/// <summary>A scenario of SIPp, step by step; it becomes the XML file that SIPp runs.</summary>
internal sealed class SippScenario
{
    private const string Contact = "Contact: <sip:peer@[local_ip]:[local_port];transport=[transport]>";

    private readonly StringBuilder _steps = new();
    private int _branches;

    /// <summary>Waits for a request. For the first INVITE, From and Contact are kept for requests of our own.</summary>
    public SippScenario Receive(string method, string? keep = null, string attributes = "")
    {
        var actions = keep is null ? "" : $"<action>{keep}</action>";
        _steps.Append($"<recv request=\"{method}\" {attributes}>{actions}</recv>\n");
        return this;
    }

    /// <summary>Waits for the INVITE that begins a call and remembers what requests in its dialog need.</summary>
    public SippScenario ReceiveInvite() => Receive(
        "INVITE",
        "<ereg regexp=\".*\" search_in=\"hdr\" header=\"From:\" assign_to=\"1\"/><ereg regexp=\"sip:[^>]*\" search_in=\"hdr\" header=\"Contact:\" assign_to=\"2\"/>" +
        "<ereg regexp=\".*\" search_in=\"hdr\" header=\"To:\" assign_to=\"3\"/>");

    /// <summary>Answers the last request; the first answer of a dialog needs a tag.</summary>
    public SippScenario Answer(int status, string phrase, string tag = "", string headers = "", string? sdp = null, string attributes = "")
    {
        var to = tag.Length > 0 ? "[last_To:];tag=" + tag : "[last_To:]";
        return Send($"SIP/2.0 {status} {phrase}\n[last_Via:]\n[last_From:]\n{to}\n[last_Call-ID:]\n[last_CSeq:]\n{Contact}\n{headers}", sdp, attributes);
    }

    /// <summary>Sends a request in the dialog that <see cref="ReceiveInvite"/> began.</summary>
    public SippScenario Request(string method, int cseq, string tag, string headers = "", string? sdp = null, bool retransmit = true) => Send(
        $"{method} [$2] SIP/2.0\nVia: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]-{_branches++}\nFrom: [$3];tag={tag}\nTo: [$1]\n[last_Call-ID:]\n" +
        $"CSeq: {cseq} {method}\nMax-Forwards: 70\n{Contact}\n{headers}", sdp, retransmit ? "retrans=\"500\"" : "");

    /// <summary>Sends a request of a call that SIPp begins; the To tag is that of the peer's last answer.</summary>
    public SippScenario Call(string method, int cseq, string headers = "", string? sdp = null, bool inDialog = false, string branch = "[branch]", bool retransmit = true) => Send(
        $"{method} {(inDialog ? "[next_url]" : "sip:rooms@[remote_ip]:[remote_port]")} SIP/2.0\n" +
        $"Via: SIP/2.0/[transport] [local_ip]:[local_port];branch={branch}\nFrom: \"Peer\" <sip:peer@[local_ip]:[local_port]>;tag=[pid]-[call_number]\n" +
        $"To: <sip:rooms@[remote_ip]:[remote_port]>{(inDialog ? "[peer_tag_param]" : "")}\nCall-ID: [call_id]\nCSeq: {cseq} {method}\nMax-Forwards: 70\n{Contact}\n{headers}",
        sdp, retransmit ? "retrans=\"500\"" : "");

    /// <summary>Waits for a response.</summary>
    public SippScenario Response(int status, bool optional = false, string? keep = null, string attributes = "")
    {
        var actions = keep is null ? "" : $"<action>{keep}</action>";
        _steps.Append($"<recv response=\"{status}\" optional=\"{(optional ? "true" : "false")}\" rrs=\"true\" {attributes}>{actions}</recv>\n");
        return this;
    }

    /// <summary>Plays a raw file of PCMU once, from a port of <see cref="Sipp.MediaPort"/> to where the peer's description says.</summary>
    public SippScenario Play(string file)
    {
        _steps.Append($"<nop><action><exec rtp_stream=\"{file},1,0\"/></action></nop>\n");
        return this;
    }

    public SippScenario Pause(int milliseconds)
    {
        _steps.Append($"<pause milliseconds=\"{milliseconds}\"/>\n");
        return this;
    }

    /// <summary>Goes on with the steps of one of several branches, by the number of the call; each branch ends the scenario.</summary>
    public SippScenario Choose<T>(IReadOnlyList<T> choices, Action<SippScenario, T> steps)
    {
        for (var i = 0; i < choices.Count; i++)
        {
            _steps.Append("<nop><action><assignstr assign_to=\"7\" value=\"[call_number]\"/><todouble assign_to=\"8\" variable=\"7\"/>")
                .Append($"<test assign_to=\"9\" variable=\"8\" compare=\"equal\" value=\"{i + 1}\"/></action></nop>\n<nop test=\"9\" next=\"{i + 1}\"/>\n");
        }

        for (var i = 0; i < choices.Count; i++)
        {
            _steps.Append($"<label id=\"{i + 1}\"/>\n");
            steps(this, choices[i]);
            _steps.Append("<nop next=\"900\"/>\n");
        }

        _steps.Append("<label id=\"900\"/>\n");
        return this;
    }

    /// <summary>A check of the last received message: the text must match, or must not.</summary>
    public static string Check(string regex, bool matches = true) =>
        $"<ereg regexp=\"{SecurityElement.Escape(regex)}\" search_in=\"msg\" check_it{(matches ? "" : "_inverse")}=\"true\" assign_to=\"9\"/>";

    public SippScenario Send(string head, string? sdp, string attributes = "")
    {
        var lines = head.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (sdp is not null)
        {
            lines.Add("Content-Type: application/sdp");
        }

        lines.Add("Content-Length: [len]");
        var text = string.Join('\n', lines) + "\n\n" + sdp?.Replace("\r\n", "\n");
        _steps.Append($"<send {attributes}><![CDATA[\n{text}\n]]></send>\n");
        return this;
    }

    /// <summary>Keeps Via and CSeq of the INVITE for an answer that follows after another request (variables 4 and 5).</summary>
    public SippScenario KeepInviteVia()
    {
        const string First = "header=\"To:\" assign_to=\"3\"/>";
        _steps.Replace(First, First + "<ereg regexp=\".*\" search_in=\"hdr\" header=\"Via:\" assign_to=\"4\"/><ereg regexp=\"[0-9]+ INVITE\" search_in=\"hdr\" header=\"CSeq:\" assign_to=\"5\"/>");
        return this;
    }

    public override string ToString() =>
        $"<?xml version=\"1.0\" encoding=\"us-ascii\"?>\n<scenario name=\"s\">\n{_steps}{References()}</scenario>\n";

    // SIPp refuses variables that are set and never read, and references to those that are never set.
    private string References()
    {
        var text = _steps.ToString();
        var used = Enumerable.Range(1, 9).Where(number => text.Contains($"assign_to=\"{number}\""));
        var list = string.Join(',', used);
        return list.Length == 0 ? "" : $"<Reference variables=\"{list}\"/>\n";
    }
}
