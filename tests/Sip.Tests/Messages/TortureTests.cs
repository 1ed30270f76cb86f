using System.Text;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Tests.Messages;

/// <summary>
/// The situations of RFC 4475 and RFC 5118, in messages of our own. Each names its section; what a request is answered with by the parser alone is here,
/// what needs an endpoint (methods, schemes, extensions, hops) is in the endpoint's tests.
/// </summary>
public sealed class TortureTests
{
    private const string Headers =
        "Via: SIP/2.0/UDP host.example;branch=z9hG4bKtorture\r\nMax-Forwards: 70\r\nFrom: <sip:caller@example.net>;tag=1\r\nTo: sip:callee@example.com\r\n" +
        "Call-ID: torture@example.net\r\nCSeq: 8 OPTIONS\r\n";

    private const string StartLine = "OPTIONS sip:callee@example.com SIP/2.0\r\n";

    [Fact] // RFC 4475 3.1.1.1
    public void TakesWhiteSpaceWhereverTheGrammarAllowsIt()
    {
        var request = Accepted(
            "INVITE sip:vivian@office.example;unknownparam SIP/2.0\r\n" +
            "TO :\r\n sip:vivian@office.example ;   tag    = 1918n\r\n" +
            "from   : \"J \\\\\\\"\" <sip:joe@example.org>\r\n  ;\r\n  tag = 98asjd8\r\n" +
            "MaX-fOrWaRdS: 0068\r\n" +
            "Call-ID: wsinv.1@192.0.2.1\r\n" +
            "cseq: 0009\r\n  INVITE\r\n" +
            "Via  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw\r\n" +
            "s :\r\n" +
            "NewHeader:   a value\r\n continued more\r\n" +
            "v:  SIP  / 2.0  / TCP     spindle.example   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n SIP  /    2.0   / UDP  192.0.2.111   ; branch=\r\n z9hG4bK30239\r\n" +
            "m:\"Quoted string \\\"\\\"\" <sip:joe@example.org> ; newparam =\r\n      newvalue ;\r\n  secondparam ; q = 0.33\r\n" +
            "Route:\r\n <sip:services.example;lr;unknownwith=value;unknown-no-value>\r\n\r\n");

        Assert.Equal("1918n", request.To.Tag);
        Assert.Equal("J \\\"", request.From.DisplayName);
        Assert.Equal("98asjd8", request.From.Tag);
        Assert.Equal(68u, request.MaxForwards);
        Assert.Equal(new CSeq(9, SipMethod.Invite), request.CSeq);
        Assert.Equal(["390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239"], request.Vias.Select(via => via.Branch));
        Assert.Equal(["UDP", "TCP", "UDP"], request.Vias.Select(via => via.Transport));
        Assert.Equal("", request.Headers[SipHeader.Subject]);
        Assert.Equal("Quoted string \"\"", request.Contact!.DisplayName);
        Assert.Equal("0.33", request.Contact.Parameters["q"]);
        Assert.True(request.Routes[0].Uri.IsLooseRouter);
        AssertWritesItself(request);
    }

    [Fact] // RFC 4475 3.1.1.2
    public void TakesEveryCharacterTheGrammarAllows()
    {
        const string Method = "!interesting-Method0123456789_*+`.%indeed'~";
        var request = Accepted(
            $"{Method} sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0\r\n" +
            "Via: SIP/2.0/TCP host1.example;branch=z9hG4bK-.!%66*_+`'~\r\n" +
            "To: \"BEL:\\\x07 NUL:\\\x00 DEL:\\\x7F\" <sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com>\r\n" +
            "From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com> ;fromParam''~+*_!.-%=\"\u0440\u0430\";tag=_token~1'+`*%!-.\r\n" +
            "Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{\r\n" +
            $"CSeq: 139122385 {Method}\r\n" +
            "extensionHeader-!.%*+_`'~: \uFEFF\u5927\u505C\u96FB\r\n\r\n");

        Assert.Equal(Method, request.Method.Name);
        Assert.Equal("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*", request.Uri.User);
        Assert.Equal("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)", request.Uri.Password);
        Assert.Equal("BEL:\x07 NUL:\0 DEL:\x7F", request.To.DisplayName);
        Assert.Equal("_token~1'+`*%!-.", request.From.Tag);
        Assert.Equal("\u0440\u0430", request.From.Parameters["fromParam''~+*_!.-%"]);
        Assert.Equal("intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{", request.CallId);
        Assert.Equal("\uFEFF\u5927\u505C\u96FB", request.Headers["EXTENSIONheader-!.%*+_`'~"]);
        AssertWritesItself(request);
    }

    [Theory]
    [InlineData("sip:sips%3Auser%40example.com@example.net", "sips:user@example.com")] // 3.1.1.3
    [InlineData("sip:null-%00-null@example.com", "null-\0-null")] // 3.1.1.4
    [InlineData("sip:user;par=u%40example.net@example.com", "user;par=u@example.net")] // 3.1.1.9
    public void ResolvesEscapesInTheUserPart(string uri, string user)
    {
        var request = Accepted($"OPTIONS {uri} SIP/2.0\r\n{Headers}\r\n");

        Assert.Equal(user, request.Uri.User);
        Assert.Equal(uri, request.Uri.ToString());
    }

    [Fact] // RFC 4475 3.1.1.5: a method is no place for escapes
    public void TakesAMethodThatLooksEscapedAsItIs()
    {
        var request = Accepted($"RE%47IST%45R sip:example.com SIP/2.0\r\n{Headers.Replace("OPTIONS", "RE%47IST%45R")}\r\n");

        Assert.NotEqual(SipMethod.Register, request.Method);
    }

    [Fact] // RFC 4475 3.1.1.6
    public void NeedsNoSpaceBetweenDisplayNameAndBracket() =>
        Assert.Equal("caller", Accepted(StartLine + Headers.Replace("From: <", "From: caller<") + "\r\n").From.DisplayName);

    [Fact] // RFC 4475 3.1.1.7
    public void TakesLongValues()
    {
        var name = string.Concat(Enumerable.Repeat("long ", 200));
        var request = Accepted(StartLine + Headers.Replace("To: sip:callee@", $"To: \"{name}\" <sip:{new string('u', 500)}@").Replace(".com\r\n", ".com>\r\n")
            + string.Concat(Enumerable.Range(0, 30).Select(i => $"Via: SIP/2.0/TCP sip{i}.example;branch=z9hG4bK{i}\r\n"))
            + $"Unknown-{new string('L', 200)}: {new string('v', 2000)}\r\n\r\n");

        Assert.Equal(name, request.To.DisplayName);
        Assert.Equal(31, request.Vias.Count);
    }

    [Fact] // RFC 4475 3.1.1.8
    public void ThrowsAwayWhatFollowsTheBodyOfADatagram()
    {
        var request = Accepted($"{StartLine}{Headers}Content-Length: 2\r\n\r\nabINVITE sip:joe@example.com SIP/2.0\r\n\r\n");

        Assert.Equal("ab"u8, request.Body.Span);
    }

    [Fact] // RFC 4475 3.1.1.10
    public void TakesTransportsItDoesNotKnow() => Assert.Equal(
        ["UDP", "SCTP", "TLS", "UNKNOWN"],
        Accepted(StartLine + Headers.Replace("\r\nMax", ", SIP/2.0/SCTP a;branch=b\r\nVia: SIP/2.0/TLS c;branch=d, SIP/2.0/UNKNOWN e;branch=f\r\nMax") + "\r\n")
            .Vias.Select(via => via.Transport));

    [Fact] // RFC 4475 3.1.1.11
    public void FindsAPartOfAMultipartBody()
    {
        var request = Accepted(
            $"{StartLine}{Headers}Content-Type: multipart/mixed;boundary=\"7a9\"\r\n\r\n--7a9\r\nContent-Type: text/plain\r\n\r\nHello\r\n" +
            "--7a9\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n\0\x01--7a\r\n--7a9--\r\n");

        Assert.True(MultipartBody.TryFind(request, new MediaType("text", "plain"), out var text));
        Assert.Equal("Hello"u8, text.Span);
        Assert.True(MultipartBody.TryFind(request, new MediaType("application", "octet-stream"), out var bytes));
        Assert.Equal("\0\x01--7a"u8, bytes.Span);
        Assert.False(MultipartBody.TryFind(request, MediaType.Sdp, out _));
    }

    [Theory] // RFC 4475 3.1.1.12 and 3.1.1.13
    [InlineData("= 2**3 * 5**2 \u043d\u043e \u0441\u0442\u043e"), InlineData("")]
    public void TakesAnyReasonPhrase(string reason)
    {
        var response = Assert.IsType<SipResponse>(Parse($"SIP/2.0 200 {reason}\r\n{Headers}\r\n", SipParseError.None));

        Assert.Equal(reason, response.Reason);
        AssertWritesItself(response);
    }

    [Theory]
    [InlineData("3.1.2.1", "CSeq: 8", "Contact: \"Joe\" <sip:joe@example.org>;;;;\r\nCSeq: 8", 400)]
    [InlineData("3.1.2.2", "CSeq: 8", "Content-Length: 9999\r\nCSeq: 8", 400)]
    [InlineData("3.1.2.3", "CSeq: 8", "Content-Length: -999\r\nCSeq: 8", 400)]
    [InlineData("3.1.2.4 CSeq", "CSeq: 8", "CSeq: 36893488147419103232", 400)]
    [InlineData("3.1.2.4 Max-Forwards", "Max-Forwards: 70", "Max-Forwards: 300", 400)]
    [InlineData("3.1.2.6", "To: sip:callee@example.com", "To: \"Mr. J. User <sip:j.user@example.com>", 400)]
    [InlineData("3.1.2.7", "OPTIONS sip:callee@example.com", "OPTIONS <sip:callee@example.com>", 400)]
    [InlineData("3.1.2.8", "OPTIONS sip:callee@example.com", "OPTIONS sip:callee@example.com; lr", 400)]
    [InlineData("3.1.2.9", "OPTIONS sip:callee@example.com", "OPTIONS  sip:callee@example.com ", 400)]
    [InlineData("3.1.2.10", "SIP/2.0\r\nVia", "SIP/2.0  \r\nVia", 400)]
    [InlineData("3.1.2.11", "OPTIONS sip:callee@example.com", "OPTIONS sip:callee@example.com?Route=%3Csip:example.com%3E", 400)]
    [InlineData("3.1.2.13", "CSeq: 8", "Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E\r\nCSeq: 8", 400)]
    [InlineData("3.1.2.14", "To: sip:callee@example.com", "To: \"Watson, Thomas\" < sip:t.watson@example.org >", 400)]
    [InlineData("3.1.2.15", "From: <", "From: Bell, Alexander <", 400)]
    [InlineData("3.1.2.16", "SIP/2.0\r\nVia", "SIP/7.0\r\nVia", 505)]
    [InlineData("3.1.2.17", "CSeq: 8 OPTIONS", "CSeq: 8 INVITE", 400)]
    [InlineData("3.1.2.18", "OPTIONS sip", "NEWMETHOD sip", 400)]
    [InlineData("3.3.1 From", "From: <sip:caller@example.net>;tag=1\r\n", "", 400)]
    [InlineData("3.3.1 Call-ID", "Call-ID: torture@example.net\r\n", "", 400)]
    [InlineData("3.3.8 CSeq", "CSeq: 8", "CSeq: 5 OPTIONS\r\nCSeq: 8", 400)]
    [InlineData("3.3.8 To", "To: sip", "To: sip:other@example.com\r\nTo: sip", 400)]
    [InlineData("3.3.8 Max-Forwards", "CSeq: 8", "Max-Forwards: 5\r\nCSeq: 8", 400)]
    [InlineData("3.3.9", "CSeq: 8", "Content-Length: 0\r\nl: 5\r\nCSeq: 8", 400)]
    [InlineData("5118 4.2", "OPTIONS sip:callee@example.com", "OPTIONS sip:2001:db8::10", 400)]
    public void RefusesWithTheResponseTheRfcAsksFor(string section, string find, string put, int status)
    {
        var text = (StartLine + Headers + "\r\n").Replace(find, put);
        var error = SipParser.Parse(Encoding.UTF8.GetBytes(text), SipLimits.Default, out var message);

        var response = Refusal.ResponseTo(message, error);

        Assert.True(response?.Status == status, $"{section}: {error}");
        Assert.Contains("branch=z9hG4bKtorture", response.ToString());
    }

    [Theory] // RFC 4475 3.1.2.1
    [InlineData("192.0.2.15;;,;,,", "192.0.2.15")]
    [InlineData("192.0.2.15;;branch=z9hG4bKtorture;=;rport;;", "192.0.2.15;branch=z9hG4bKtorture;rport")]
    [InlineData("192.0.2.15:5070;branch=z9hG4bKtorture;received=\"", "192.0.2.15:5070;branch=z9hG4bKtorture")]
    public void AnswersAlongWhatCanBeReadOfABrokenVia(string came, string answered)
    {
        var text = $"{StartLine}{Headers}\r\n";
        var top = text[text.IndexOf("Via:", StringComparison.Ordinal)..].Split("\r\n")[0];
        var error = SipParser.Parse(Encoding.UTF8.GetBytes(text.Replace(top, $"Via: SIP/2.0/UDP {came}")), SipLimits.Default, out var message);

        var response = Refusal.ResponseTo(message, error);

        Assert.Equal((SipParseError.Via, 400, "Bad Via"), (error, response?.Status, response?.Reason));
        Assert.Equal([$"SIP/2.0/UDP {answered}"], response!.Vias.Select(via => via.ToString()));
    }

    [Fact]
    public void AnswersAlongABrokenViaWhateverElseIsWrong()
    {
        var text = $"{StartLine}no colon\r\n{Headers}\r\n".Replace("host.example;branch", "host.example;;branch");
        var error = SipParser.Parse(Encoding.UTF8.GetBytes(text), SipLimits.Default, out var message);

        Assert.Equal("SIP/2.0/UDP host.example;branch=z9hG4bKtorture", Refusal.ResponseTo(message, error)?.Via.ToString());
    }

    [Theory]
    [InlineData("3.1.2.5", "SIP/2.0 503 Busy", "CSeq: 9292394834772304023312 OPTIONS")]
    [InlineData("3.1.2.19", "SIP/2.0 4294967301 better not break the receiver", "CSeq: 8 OPTIONS")]
    [InlineData("below", "SIP/2.0 99 Too Low", "CSeq: 8 OPTIONS")]
    public void DropsAResponseThatBreaksTheGrammar(string section, string statusLine, string cseq)
    {
        var text = $"{statusLine}\r\n{Headers.Replace("CSeq: 8 OPTIONS", cseq)}\r\n";
        var error = SipParser.Parse(Encoding.UTF8.GetBytes(text), SipLimits.Default, out var message);

        Assert.True(error != SipParseError.None, section);
        Assert.Null(Refusal.ResponseTo(message, error));
    }

    [Theory]
    [InlineData("a top Via without sent-by", "OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP ;branch=z9hG4bK1\r\n")]
    [InlineData("an ACK is never answered", "ACK <sip:a> SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\n")]
    [InlineData("another protocol", "GET / HTTP/1.1\r\nHost: example.com\r\n")]
    [InlineData("no empty line", "OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a")]
    [InlineData("nothing", "")]
    [InlineData("keep-alive", "\r\n\r\n")]
    public void DropsWhatCannotBeAnswered(string why, string text)
    {
        var error = SipParser.Parse(Encoding.UTF8.GetBytes(text + (text.Contains(':') && why != "no empty line" ? "\r\n" : "")), SipLimits.Default, out var message);

        Assert.True(error != SipParseError.None, why);
        Assert.True(Refusal.ResponseTo(message, error) is null, why);
    }

    [Theory]
    [InlineData("3.1.2.12: a Date nobody needs", "Date: Fri, 01 Jan 2010 16:00:00 EST\r\n")]
    [InlineData("3.1.2.4: an Expires nobody needs", "Expires: 10000000000\r\n")]
    [InlineData("3.2.1: an empty branch", "Via: SIP/2.0/UDP host.example;branch=z9hG4bK\r\n")]
    [InlineData("3.3.4: schemes unknown to us", "Contact: <name:John_Smith>, <http://user@host/path?q=a%20b>\r\n")]
    [InlineData("3.3.7: an authorization scheme unknown to us", "Authorization: NoOneKnowsThisScheme opaque-data=here\r\n")]
    [InlineData("3.3.12", "Contact: <sip:+19725552222@gw1.example.net>;unknownparam\r\n")]
    [InlineData("3.3.13", "Contact: <sip:+19725552222@gw1.example.net;unknownparam>\r\n")]
    [InlineData("3.3.14", "Contact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>\r\n")]
    public void TakesWhatItDoesNotDependOn(string why, string more) =>
        Assert.True(Parse(StartLine + Headers + more + "\r\n", SipParseError.None) is not null, why);

    [Theory] // RFC 4475 3.3.2 and 3.3.3: the endpoint answers 416
    [InlineData("nobodyKnowsThisScheme:totallyopaquecontent"), InlineData("soap.beep://192.0.2.103:3002")]
    public void KeepsAnUnknownSchemeForTheEndpointToRefuse(string uri)
    {
        var request = Accepted($"OPTIONS {uri} SIP/2.0\r\n{Headers}\r\n");

        Assert.Equal(SipUriScheme.Other, request.Uri.Scheme);
        Assert.Equal(uri, request.Uri.ToString());
    }

    [Fact] // RFC 4475 3.4.1
    public void TakesARequestOfRfc2543()
    {
        var request = Accepted("INVITE sip:UserB@example.com SIP/2.0\r\nVia: SIP/2.0/UDP iftgw.example\r\nFrom: <sip:+13035551111@ift.example;user=phone>\r\n" +
            "Record-Route: <sip:UserB@example.com;maddr=ss1.example.com>\r\nTo: sip:+16505552222@ss1.example.net;user=phone\r\nCall-ID: inv2543@ift\r\n" +
            "CSeq: 56 INVITE\r\n\r\n");

        Assert.Null(request.Via.Branch);
        Assert.Null(request.From.Tag);
        Assert.Equal("phone", request.To.Parameters["user"]);
        Assert.Null(request.MaxForwards);
    }

    [Theory]
    [InlineData("sip:[2001:db8::10]", "2001:db8::10", null)] // 4.1
    [InlineData("sip:[2001:db8::10:5070]", "2001:db8::10:5070", null)] // 4.3
    [InlineData("sip:[2001:db8::10]:5070", "2001:db8::10", 5070)] // 4.4
    [InlineData("sip:user@[::ffff:192.0.2.10]:19823", "::ffff:192.0.2.10", 19823)] // 4.9
    [InlineData("sip:user@[2001:db8:::192.0.2.1]", "2001:db8::192.0.2.1", null)] // 4.10
    public void ReadsIPv6References(string uri, string host, int? port)
    {
        var request = Accepted($"OPTIONS {uri} SIP/2.0\r\n{Headers}\r\n");

        Assert.Equal((host, port), (request.Uri.Host, request.Uri.Port));
        Assert.NotNull(request.Uri.Address);
    }

    [Theory] // RFC 5118 4.5
    [InlineData("received=[2001:db8::9:255]"), InlineData("received=2001:db8::9:255")]
    public void TakesAReceivedAddressWithAndWithoutBrackets(string received)
    {
        var request = Accepted(StartLine + Headers.Replace("SIP/2.0/UDP host.example", "SIP/2.0/UDP [2001:db8::9:1];" + received) + "\r\n");

        Assert.Equal(System.Net.IPAddress.Parse("2001:db8::9:255"), System.Net.IPAddress.Parse(request.Via.Received!));
        Assert.Equal("2001:db8::9:1", request.Via.Host);
    }

    [Theory]
    [InlineData("X: a\nEvil: b\r\n"), InlineData("X: a\rEvil: b\r\n"), InlineData("No colon here\r\n"), InlineData(": no name\r\n"), InlineData("sp ace: x\r\n")]
    public void RefusesLinesThatOthersMightReadDifferently(string line) =>
        Assert.NotEqual(SipParseError.None, SipParser.Parse(Encoding.UTF8.GetBytes(StartLine + Headers + line + "\r\n"), SipLimits.Default, out _));

    [Fact]
    public void RefusesMoreThanItsLimits()
    {
        var limits = new SipLimits { MaxHeaders = 20, MaxHeaderBytes = 4000, MaxBodyBytes = 100, MaxUriBytes = 200 };
        SipParseError Try(string text) => SipParser.Parse(Encoding.UTF8.GetBytes(text), limits, out _);

        Assert.Equal(SipParseError.None, Try(StartLine + Headers + "\r\n"));
        Assert.Equal(SipParseError.TooManyHeaders, Try(StartLine + Headers + string.Concat(Enumerable.Repeat("X: y\r\n", 20)) + "\r\n"));
        Assert.Equal(SipParseError.TooLarge, Try(StartLine + Headers + "X: " + new string('x', 4000) + "\r\n\r\n"));
        Assert.Equal(SipParseError.TooLarge, Try(StartLine + Headers + "\r\n" + new string('x', 101)));
        Assert.Equal(SipParseError.UriTooLong, Try($"OPTIONS sip:{new string('x', 200)} SIP/2.0\r\n" + Headers + "\r\n"));
    }

    private static SipRequest Accepted(string text) => Assert.IsType<SipRequest>(Parse(text, SipParseError.None));

    private static SipMessage? Parse(string text, SipParseError expected)
    {
        Assert.Equal(expected, SipParser.Parse(Encoding.UTF8.GetBytes(text), SipLimits.Default, out var message));
        return message;
    }

    private static void AssertWritesItself(SipMessage message)
    {
        Assert.Equal(SipParseError.None, SipParser.Parse(message.ToBytes(), SipLimits.Default, out var again));
        Assert.Equal(message.ToBytes(), again!.ToBytes());
    }
}
