using System.Text;
using Switchroom.Sip.Messages;

namespace Switchroom.Benchmarks.Sip;

/// <summary>What one message costs: read, read and used as an endpoint uses it, written, answered.</summary>
public sealed class SipMessages : Benchmark
{
    private static readonly byte[] Invite = Encoding.ASCII.GetBytes(
        "INVITE sip:+15550100@gateway.example.com;user=phone SIP/2.0\r\n" +
        "Via: SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bK7a1f2c55e0b34d;rport\r\n" +
        "Via: SIP/2.0/UDP 192.0.2.44:5060;branch=z9hG4bKnashds8;received=192.0.2.44\r\n" +
        "Max-Forwards: 69\r\n" +
        "Record-Route: <sip:198.51.100.7;lr;ftag=1928301774>\r\n" +
        "From: \"Alice Example\" <sip:+15550199@carrier.example.com;user=phone>;tag=1928301774\r\n" +
        "To: <sip:+15550100@gateway.example.com;user=phone>\r\n" +
        "Call-ID: a84b4c76e66710-5f3e@192.0.2.44\r\n" +
        "CSeq: 314159 INVITE\r\n" +
        "Contact: <sip:+15550199@192.0.2.44:5060;transport=udp>\r\n" +
        "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY\r\n" +
        "Supported: 100rel, timer, replaces\r\n" +
        "Session-Expires: 1800;refresher=uac\r\n" +
        "P-Asserted-Identity: <tel:+15550199>\r\n" +
        "User-Agent: Example SBC 7.2\r\n" +
        "Content-Type: application/sdp\r\n" +
        "Content-Length: 194\r\n\r\n" +
        "v=0\r\no=- 3890021 3890021 IN IP4 192.0.2.44\r\ns=-\r\nc=IN IP4 192.0.2.44\r\nt=0 0\r\nm=audio 49170 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\n" +
        "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\n");

    private readonly SipWriter _writer = new();

    /// <inheritdoc/>
    public override string Name => "sip-messages";

    /// <inheritdoc/>
    public override void Run(Report report)
    {
        report.Add("sip-invite-size", Invite.Length, "B");
        var request = Parse();
        Add(report, "sip-parse-invite", () => Parse());
        Add(report, "sip-parse-invite-and-use", () => Use(Parse()));
        Add(report, "sip-write-invite", () => _writer.Write(request));
        Add(report, "sip-answer-invite", () => _writer.Write(SipResponse.For(request, 180)));
        var framer = new SipStreamFramer(SipLimits.Default);
        Add(report, "sip-frame-invite", () =>
        {
            Invite.CopyTo(framer.Space);
            framer.Advance(Invite.Length);
            framer.TryTake(out _);
        });
    }

    private static void Add(Report report, string name, Action operation)
    {
        var cost = Measure.PerOperation(operation);
        report.Add(name, cost.Nanoseconds, "ns");
        report.Add(name + "-allocated", cost.AllocatedBytes, "B");
    }

    private static SipRequest Parse()
    {
        if (SipParser.Parse(Invite, SipLimits.Default, out var message) != SipParseError.None)
        {
            throw new InvalidOperationException("the benchmark's message is refused");
        }

        return (SipRequest)message!;
    }

    private static void Use(SipRequest request) =>
        _ = (request.Uri, request.Via.Branch, request.From.Tag, request.To.Tag, request.CallId, request.CSeq.Number, request.Contact, request.SessionExpires);
}
