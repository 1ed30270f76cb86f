using System.IO.Compression;
using Google.Protobuf;
using Switchroom.Server.Signalling;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Tests.Signalling;

public sealed class JoinRequestTests
{
    private const int Limit = 10_000;

    private static readonly JoinRequest Request = new()
    {
        ClientInfo = new ClientInfo { Version = "2.23.0", Protocol = 16 },
        ConnectionSettings = new ConnectionSettings { AdaptiveStream = true },
        ParticipantAttributes = { ["team"] = "blue" },
        PublisherOffer = new SessionDescription { Type = "offer", Sdp = "v=0", Id = 1 },
        AddTrackRequests = { new AddTrackRequest { Cid = "mic" } },
        Reconnect = true,
        ParticipantSid = "PA_1",
    };

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void ReadsEveryFormThatClientsWrite(bool compressed, bool padded)
    {
        string text = Wrap(Request.ToByteArray(), compressed);

        Assert.True(JoinRequestReader.TryRead(padded ? text : text.TrimEnd('='), Limit, out JoinRequest? request));
        Assert.Equal(Request, request);
        Assert.True(JoinRequestReader.TryRead(text.Replace('-', '+').Replace('_', '/'), Limit, out _));
    }

    [Fact]
    public void TakesThePlaceOfSingleParameters()
    {
        JoinParameters parameters = new JoinParameters { Token = "t", Room = "demo" }.With(Request);

        Assert.Equal(("t", "demo", true, "PA_1"), (parameters.Token, parameters.Room, parameters.Reconnect, parameters.Sid));
        Assert.Equal((true, false, true), (parameters.SingleConnection, parameters.AutoSubscribe, parameters.AdaptiveStream));
        Assert.Equal("blue", parameters.Attributes["team"]);
        Assert.Equal(("2.23.0", 16), (parameters.Client.Version, parameters.Client.Protocol));
        Assert.Equal(
            [SignalRequest.MessageOneofCase.AddTrack, SignalRequest.MessageOneofCase.Offer],
            parameters.FirstMessages.Select(message => message.MessageCase));
        Assert.True(new JoinParameters().With(new JoinRequest()).AutoSubscribe);
    }

    [Theory]
    [InlineData("")]
    [InlineData("!!")]
    [InlineData("AAAA")]
    [InlineData("CAESAgEC")]
    public void RefusesWhatIsNone(string text) => Assert.False(JoinRequestReader.TryRead(text, Limit, out _));

    [Fact]
    public void RefusesWhatGrowsTooLarge()
    {
        byte[] large = new JoinRequest { Metadata = new string('x', 50_000_000) }.ToByteArray();

        Assert.False(JoinRequestReader.TryRead(Wrap(large, compressed: true), 60_000, out _));
        Assert.False(JoinRequestReader.TryRead(Wrap(large[..Limit], compressed: false), Limit / 2, out _));
    }

    private static string Wrap(byte[] content, bool compressed)
    {
        if (compressed)
        {
            using MemoryStream into = new();
            using (GZipStream gzip = new(into, CompressionLevel.Fastest))
            {
                gzip.Write(content);
            }

            content = into.ToArray();
        }

        WrappedJoinRequest wrapped = new()
        {
            Compression = compressed ? WrappedJoinRequest.Types.Compression.Gzip : WrappedJoinRequest.Types.Compression.None,
            JoinRequest = ByteString.CopyFrom(content),
        };
        return Convert.ToBase64String(wrapped.ToByteArray()).Replace('+', '-').Replace('/', '_');
    }
}
