using System.Text;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Tests.Messages;

public sealed class SipStreamFramerTests
{
    private const string First = "OPTIONS sip:a SIP/2.0\r\nl: 3\r\n\r\nabc";
    private const string Second = "SIP/2.0 200 OK\r\nContent-Length : 0\r\n\r\n";

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7), InlineData(1000)]
    public void CutsTheStreamHoweverItArrives(int pieceSize)
    {
        var frames = Feed(new SipStreamFramer(SipLimits.Default), First + Second + "\r\n\r\n" + First, pieceSize);

        Assert.Equal([First, Second, "Ping", First], frames.Where(frame => frame != "Pong"));
    }

    [Fact]
    public void TellsAPongFromAPing()
    {
        Assert.Equal(["Pong", First, "Ping", "Pong", Second], Feed(new SipStreamFramer(SipLimits.Default), "\r\n" + First + "\r\n\r\n\r\n" + Second, 1000));
    }

    [Theory]
    [InlineData("OPTIONS sip:a SIP/2.0\r\n\r\n", SipParseError.ContentLength)]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n", SipParseError.ContentLength)]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: 1\r\nl: 2\r\n\r\n", SipParseError.ContentLength)]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: 1\r\n 2\r\n\r\n", SipParseError.ContentLength)]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: 99999999\r\n\r\n", SipParseError.TooLarge)]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: 99999999999999999999\r\n\r\n", SipParseError.ContentLength)]
    [InlineData("\nOPTIONS sip:a SIP/2.0\r\n", SipParseError.LineEnd)]
    public void BreaksTheStreamWhenNobodyKnowsWhereTheNextMessageBegins(string text, object error)
    {
        var framer = new SipStreamFramer(SipLimits.Default);

        Assert.Equal(["Broken"], Feed(framer, text, 1000));
        Assert.Equal(error, framer.Error);
        Assert.Equal(StreamFrame.Broken, framer.TryTake(out _));
    }

    [Fact]
    public void KeepsNoMoreThanTheLimitOfAHeaderThatNeverEnds()
    {
        var framer = new SipStreamFramer(new SipLimits { MaxHeaderBytes = 1000 });

        var frames = Feed(framer, string.Concat(Enumerable.Repeat("X: y\r\n", 1000)), 100);

        Assert.Equal(["Broken"], frames);
        Assert.Equal(SipParseError.TooLarge, framer.Error);
    }

    [Fact]
    public void KnowsWhenAMessageIsUnderWay()
    {
        var framer = new SipStreamFramer(SipLimits.Default);
        Assert.False(framer.HasPartial);

        Feed(framer, "INVITE", 10);

        Assert.True(framer.HasPartial);
    }

    internal static List<string> Feed(SipStreamFramer framer, string text, int pieceSize)
    {
        List<string> frames = [];
        foreach (var piece in Encoding.UTF8.GetBytes(text).Chunk(pieceSize))
        {
            for (var rest = piece.AsMemory(); !rest.IsEmpty;)
            {
                var space = framer.Space;
                var count = Math.Min(space.Length, rest.Length);
                rest[..count].CopyTo(space);
                framer.Advance(count);
                rest = rest[count..];
                StreamFrame frame;
                while ((frame = framer.TryTake(out var message)) != StreamFrame.NeedMore)
                {
                    frames.Add(frame == StreamFrame.Message ? Encoding.UTF8.GetString(message) : frame.ToString());
                    if (frame == StreamFrame.Broken)
                    {
                        return frames;
                    }
                }
            }
        }

        return frames;
    }
}
