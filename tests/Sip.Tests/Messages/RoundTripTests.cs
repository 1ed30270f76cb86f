using System.Text;
using FsCheck.Xunit;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Tests.Messages;

/// <summary>Whatever a program puts into a message comes out of it again, and nothing else does.</summary>
public sealed class RoundTripTests
{
    [Property(MaxTest = 500)]
    public void AUserPartComesBack(string? user) => AssertUri(new SipUri(SipUriScheme.Sip, Printable(user) is { Length: > 0 } some ? some : null, "h.example", 5070));

    [Property(MaxTest = 500)]
    public void ADisplayNameAndATagComeBack(string? name, string? tag)
    {
        var address = new NameAddr(SipUri.Parse("sip:a@b"), Printable(name).ReplaceLineEndings(" ")).WithTag(Printable(tag).ReplaceLineEndings(" ") + "x");
        address = address with { DisplayName = address.DisplayName!.Replace('\r', ' ').Replace('\n', ' ') };

        var again = NameAddr.Read(Encoding.UTF8.GetBytes(address.ToString()))!;

        Assert.Equal(address.DisplayName, again.DisplayName);
        Assert.Equal(address.Tag!.Replace('\r', ' ').Replace('\n', ' '), again.Tag);
    }

    [Property(MaxTest = 500)]
    public void NoTextMakesAHeaderOfItsOwn(string? text)
    {
        var evil = "x\r\nEvil: 1\r\n\r\n" + Printable(text);
        var request = new SipRequest(SipMethod.Invite, new SipUri(SipUriScheme.Sip, evil, "h"))
        {
            Via = new Via("UDP", "h").With("branch", evil),
            From = new NameAddr(new SipUri(SipUriScheme.Sip, evil, "h"), evil).WithTag(evil),
            To = new NameAddr(SipUri.Parse("sip:b@h").WithHeader("Subject", evil)),
            CallId = evil,
            CSeq = new CSeq(1, SipMethod.Invite),
            ContentType = new MediaType(evil, evil) { Parameters = SipParameters.Empty.With("boundary", evil) },
            Replaces = new Replaces(evil, evil, evil),
        };
        request.Headers.Add(SipHeader.Warning, new Warning(399, evil, evil));
        request.Headers.Add(SipHeader.Reason, Token.Reason(evil, 1, evil));
        request.Headers.Add(SipHeader.Authorization, new Credentials(evil, SipParameters.Empty.With("realm", evil, quoted: true).With("nc", evil)));
        Assert.Throws<ArgumentException>(() => request.Headers.Add("X", evil));
        Assert.Throws<ArgumentException>(() => request.Headers.Add(evil, "x"));

        var lines = Encoding.UTF8.GetString(request.ToBytes()).Split("\r\n");

        Assert.Equal(14, lines.Length);
        Assert.DoesNotContain(lines, line => line.StartsWith("Evil", StringComparison.Ordinal) || line.Contains('\n') || line.Contains('\r'));
        var response = new SipResponse(400, evil);
        Assert.Equal(4, Encoding.UTF8.GetString(response.ToBytes()).Split("\r\n").Length);
    }

    [Property(MaxTest = 300)]
    public void AMessageIsWrittenAsItWasRead(int seed)
    {
        var message = new MessageMaker(new Random(seed)).Next();
        var bytes = message.ToBytes();

        Assert.Equal(SipParseError.None, SipParser.Parse(bytes, SipLimits.Default, out var again));

        Assert.Equal(bytes, again!.ToBytes());
        Assert.Equal(message.From, again.From);
        Assert.Equal(message.Vias, again.Vias);
        Assert.Equal(message.Routes, again.Routes);
        Assert.Equal(message.Body.ToArray(), again.Body.ToArray());
        Assert.Equal(message.Headers.ToList(), again.Headers.ToList());
    }

    [Property(MaxTest = 200)]
    public void AStreamIsCutTheSameInAnyPieces(int seed, int pieces)
    {
        var random = new Random(seed);
        var maker = new MessageMaker(random);
        var texts = Enumerable.Range(0, 5).Select(_ => WithTextBody(maker.Next(), random).ToString()).ToList();

        var frames = SipStreamFramerTests.Feed(new SipStreamFramer(SipLimits.Default), string.Concat(texts), 1 + Math.Abs(pieces % 97));

        Assert.Equal(texts, frames);
    }

    [Property(MaxTest = 100)]
    public void PartsOfABodyComeBack(byte[][] contents, int seed)
    {
        var parts = contents.Take(MultipartBody.MaxParts).Select(content => new BodyPart(MediaType.Sdp, content) { Disposition = new Token("session") }).ToList();

        var (type, body) = MultipartBody.Write("mixed", parts, new Random(seed));

        Assert.Equal(parts.Select(part => part.Content.ToArray()), MultipartBody.Read(type, body).Select(part => part.Content.ToArray()));
    }

    private static SipMessage WithTextBody(SipMessage message, Random random)
    {
        message.SetBody(new MediaType("text", "plain"), Encoding.ASCII.GetBytes(new string('\n', random.Next(300))));
        return message;
    }

    private static string Printable(string? text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));

    private static void AssertUri(SipUri uri)
    {
        Assert.True(SipUri.TryParse(uri.ToString(), out var again), uri.ToString());
        Assert.Equal(uri, again);
        Assert.Equal(uri.User, again.User);
        Assert.True(uri.IsEquivalentTo(again));
    }
}
