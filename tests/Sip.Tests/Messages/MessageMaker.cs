using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Tests.Messages;

/// <summary>Messages of all kinds, by a seed.</summary>
internal sealed class MessageMaker(Random random)
{
    private static readonly SipMethod[] Methods = [SipMethod.Invite, SipMethod.Bye, SipMethod.Options, SipMethod.Register, new("STRANGE")];
    private static readonly string[] Hosts = ["example.com", "192.0.2.7", "2001:db8::5", "a-b.c.example"];
    private static readonly string[] Words = ["alice", "Bob \"the\" Builder", "\u00e4\u00f6\u00fc", "x y", "\\", "1;2,3", "\u5927\u505C\u96FB", "%41"];

    public SipMessage Next()
    {
        var method = Pick(Methods);
        SipMessage message = random.Next(2) == 0 ? new SipRequest(method, Uri()) : new SipResponse(random.Next(100, 700), random.Next(2) == 0 ? null : Pick(Words));
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            message.Headers.Add(SipHeader.Via, new Via(Pick(["UDP", "TCP", "TLS"]), Pick(Hosts), Port()).With("branch", Via.MagicCookie + random.Next()));
        }

        message.From = Address().WithTag(Pick(["a", "b/c=d", "e f"]));
        message.To = Address();
        message.CallId = $"{random.Next()}@{Pick(Hosts[..2])}";
        message.CSeq = new CSeq((uint)random.Next(), method);
        message.Routes = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new NameAddr(Uri() with { Parameters = SipParameters.Empty.With("lr") }))];
        message.Headers.Add("X-Own", Pick(Words));
        message.MaxForwards = random.Next(2) == 0 ? null : 70;
        if (random.Next(2) == 0)
        {
            var body = new byte[random.Next(300)];
            random.NextBytes(body);
            message.SetBody(MediaType.Sdp, body);
        }

        return message;
    }

    private NameAddr Address() => new(Uri(), random.Next(2) == 0 ? null : Pick(Words)) { Parameters = SipParameters.Empty.With("p", Pick(Words)) };

    private SipUri Uri() => random.Next(5) == 0
        ? SipUri.Tel("+1555" + random.Next(1000, 10_000))
        : new SipUri(random.Next(2) == 0 ? SipUriScheme.Sip : SipUriScheme.Sips, random.Next(3) == 0 ? null : Pick(Words), Pick(Hosts), Port());

    private int? Port() => random.Next(2) == 0 ? null : random.Next(65536);

    private T Pick<T>(ReadOnlySpan<T> items) => items[random.Next(items.Length)];
}
