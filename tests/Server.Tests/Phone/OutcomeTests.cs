using System.Text.Json.Nodes;
using Switchroom.Server.Tests.Phone.Support;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Tests.Phone;

/// <summary>One server for all rows of the table.</summary>
public sealed class OutcomeServer : IAsyncLifetime
{
    internal CallServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await CallServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>The table of outcomes in docs/DIAL-OUT.md, row by row, with phones on real sockets. What takes longer than a test may wait is in <see cref="CallLegTests"/>.</summary>
public sealed class OutcomeTests(OutcomeServer shared) : IClassFixture<OutcomeServer>, IDisposable
{
    private readonly TestLine _line = new();

    private CallServer Server => shared.Server;

    [Theory]
    [InlineData("callee")]
    [InlineData("api")]
    public async Task AnAnsweredCallThatEitherSideHangsUpIsCompleted(string by)
    {
        var (room, id) = await DialAsync();
        var call = await _line.AnswerAsync();
        await Server.NextAsync("dialout.answered", id);

        if (by == "callee")
        {
            _line.Post(new HangUp(call));
        }
        else
        {
            await Server.MustPostAsync($"/rooms/{room}/dialOut/stop", new { sessionId = id });
        }

        AssertEnded(await Server.NextAsync("dialout.stopped", id), "completed", 200, by, answered: true);
    }

    [Fact]
    public async Task AnAnsweredCallWhoseMediaCannotBeHadHasFailed()
    {
        var (_, id) = await DialAsync();
        var call = await _line.RingAsync();
        _line.Post(new AnswerCall(call.Key, SipBody.Sdp("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 3\r\na=rtpmap:3 GSM/8000\r\n")));

        AssertEnded(await Server.NextAsync("dialout.stopped", id), "failed", 200, by: null, answered: true);
        await _line.ExpectAsync<CallEnded>();
    }

    [Fact]
    public async Task AnAnswerThatNeverSaysWhereItsMediaIsHasFailed()
    {
        var (_, id) = await DialAsync();
        var call = await _line.RingAsync();
        _line.Post(new AnswerCall(call.Key, null));

        AssertEnded(await Server.NextAsync("dialout.stopped", id), "failed", 200, by: null, answered: true);
        await _line.ExpectAsync<CallEnded>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ADescriptionThatCameBeforeTheAnswerHoldsForIt(bool earlyMedia)
    {
        var (_, id) = await DialAsync(new JsonObject { ["earlyMedia"] = earlyMedia });
        _line.AnswerWithoutDescription(await _line.RingAsync());

        await Server.NextAsync("dialout.answered", id);
        await _line.Sound.HearsAsync(loud: false);
    }

    [Theory]
    [InlineData(486, "busy")]
    [InlineData(600, "busy")]
    [InlineData(603, "declined")]
    [InlineData(607, "declined")]
    [InlineData(403, "declined")]
    [InlineData(480, "no-answer")]
    [InlineData(408, "no-answer")]
    [InlineData(487, "no-answer")]
    public async Task ARefusalByTheCalledPartyIsToldAsStopped(int status, string reason)
    {
        var (_, id) = await DialAsync();
        _line.Post(new RejectCall((await _line.RingAsync()).Key, status));

        AssertEnded(await Server.NextAsync("dialout.stopped", id), reason, status, "callee", answered: false);
    }

    [Fact]
    public async Task APartyThatDoesNotAnswerInTimeHasNotAnswered()
    {
        var (_, id) = await DialAsync(new JsonObject { ["ringTimeoutSec"] = 1 });
        await _line.RingAsync();

        AssertEnded(await Server.NextAsync("dialout.stopped", id), "no-answer", 487, "limit", answered: false);
        Assert.Equal(CallEndCause.Cancelled, (await _line.ExpectAsync<CallEnded>()).Cause);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("room")]
    public async Task ACallThatIsStoppedBeforeTheAnswerIsCanceled(string by)
    {
        var (room, id) = await DialAsync();
        await _line.RingAsync();

        if (by == "api")
        {
            await Server.MustPostAsync($"/rooms/{room}/dialOut/stop", new { sessionId = id });
        }
        else
        {
            Assert.Equal(200, (await Server.Api.DeleteAsync($"/rooms/{room}")).Status);
        }

        AssertEnded(await Server.NextAsync("dialout.stopped", id), "canceled", 487, by, answered: false);
        Assert.Equal(CallEndCause.Cancelled, (await _line.ExpectAsync<CallEnded>()).Cause);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(488)]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(604)]
    public async Task AnyOtherRefusalIsAnError(int status)
    {
        var (_, id) = await DialAsync();
        _line.Post(new RejectCall((await _line.RingAsync()).Key, status) { Contacts = status == 302 ? [SipUri.Parse("sip:x@127.0.0.1")] : [] });

        var error = await Server.NextAsync("dialout.error", id);
        AssertEnded(error, "failed", status, "callee", answered: false);
        Assert.StartsWith($"SIP {status} ", (string?)error["error_msg"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHostThatCannotBeReachedIsAnErrorWithoutAStatus()
    {
        using var closed = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        closed.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0)); // bound, and nobody listens
        var (_, id) = await DialAsync(to: $"sip:x@127.0.0.1:{((System.Net.IPEndPoint)closed.LocalEndPoint!).Port};transport=tcp");

        AssertEnded(await Server.NextAsync("dialout.error", id), "failed", null, by: null, answered: false);
    }

    public void Dispose() => _line.Dispose();

    private async Task<(string Room, string Id)> DialAsync(JsonObject? with = null, string? to = null)
    {
        var room = await Server.NewRoomAsync();
        var body = with ?? [];
        body["sipUri"] = to ?? _line.Uri;
        return (room, await Server.DialAsync(room, body));
    }

    private static void AssertEnded(JsonObject payload, string reason, int? code, string? by, bool answered) => Assert.Equal(
        (reason, code, by, answered), ((string?)payload["reason"], (int?)payload["sip_code"], (string?)payload["ended_by"], (bool?)payload["answered"]));
}
