using System.Text.Json.Nodes;
using Switchroom.Interop.Tests.Browser;
using Switchroom.Interop.Tests.Peers;
using Switchroom.Interop.Tests.Sip;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.DialOut;

/// <summary>Phone numbers through a carrier with digest, Kamailio, to phones behind it: SIPp and baresip.</summary>
public sealed class CarrierTests(CarrierServer shared) : IClassFixture<CarrierServer>, IAsyncLifetime
{
    private const double AnnouncementTone = 850;

    private readonly string _room = $"carrier-{Guid.NewGuid():N}";
    private EventReceiver _events = null!;

    private ApiClient Api => shared.Api;

    public async ValueTask InitializeAsync()
    {
        _events = await EventReceiver.StartAsync(Api);
        await Api.CreateRoomAsync(_room, new JsonObject { ["allow_room_start"] = true, ["max_idle_timeout_sec"] = 600 });
    }

    public ValueTask DisposeAsync() => _events.DisposeAsync();

    [Theory]
    [InlineData(407), InlineData(401)]
    public async Task ANumberIsReachedWithTheCallerIdAndTheTrunksHeaders(int challenge)
    {
        await using var callee = await Sipp.Callee(new SippScenario()
            .Receive("INVITE", SippScenario.Check($"From: [^\r\n]*<sip:\\{Carrier.Caller}@{Carrier.Domain}>") + SippScenario.Check($"P-Asserted-Identity: [^\r\n]*sip:\\{Carrier.Caller}@{Carrier.Domain}")
                + SippScenario.Check("X-Tenant: 42") + SippScenario.Check("Record-Route: ") + SippScenario.Check("Authorization: ", matches: false))
            .Answer(180, "Ringing", "a").Answer(200, "OK", "a", "[last_Record-Route:]", Sdp.Audio()).Receive("ACK").Receive("BYE").Answer(200, "OK"));

        var session = await DialAsync(Carrier.NumberOf(callee.Port, challenge));
        await _events.NextAsync("dialout.connected");
        var answered = await _events.NextAsync("dialout.answered");
        Assert.Equal((Carrier.NumberOf(callee.Port, challenge), Carrier.Caller), (Text(answered, "destination"), Text(answered, "origin")));
        await Api.MustPostAsync($"rooms/{_room}/dialOut/stop", new JsonObject { ["sessionId"] = session });

        Assert.Equal(("completed", "api", 200), Ending(await _events.NextAsync("dialout.stopped")));
        await callee.AssertSucceeds(Report);
    }

    [Fact]
    public async Task APhoneBehindTheCarrierHearsTheExtensionAndHangsUp()
    {
        await using var phone = await Baresip.StartAsync(new BaresipOptions { Codecs = "PCMU" });

        await DialAsync(Carrier.NumberOf(phone), new JsonObject { ["extension"] = "42#" });
        await _events.NextAsync("dialout.connected");
        await _events.NextAsync("dialout.answered");
        Assert.Equal("42#", await phone.KeysAsync(3));
        await phone.Type("/hangup");

        Assert.Equal(("completed", "callee", 200), Ending(await _events.NextAsync("dialout.stopped")));
    }

    [Theory]
    [InlineData(0), InlineData(2)]
    public async Task TheExtensionComesSoManySecondsAfterTheAnswer(int wait)
    {
        using var ear = new MediaPort();
        await using var callee = await Sipp.Callee(Answering(ear.Description));

        var session = await DialAsync(Carrier.NumberOf(callee.Port), new JsonObject { ["extension"] = "1234#", ["waitBeforeExtensionDialSec"] = wait });
        var heard = await ear.UntilAsync(packets => MediaPort.Keys(packets).Count == 5);
        await Api.MustPostAsync($"rooms/{_room}/dialOut/stop", new JsonObject { ["sessionId"] = session });

        Assert.Equal("1234#", string.Concat(MediaPort.Keys(heard).Select(pressed => pressed.Key)));
        // media time, which runs with the first packet after the answer; how late that one is, and the key, depends on the machine
        Assert.InRange((MediaPort.Keys(heard)[0].Timestamp - heard[0].Timestamp) / 8_000.0, wait / 2.0, wait + 10);
        await callee.AssertSucceeds(Report);
    }

    [Theory]
    [InlineData(486, "Busy Here", "dialout.stopped", "busy")]
    [InlineData(600, "Busy Everywhere", "dialout.stopped", "busy")]
    [InlineData(603, "Decline", "dialout.stopped", "declined")]
    [InlineData(480, "Temporarily Unavailable", "dialout.stopped", "no-answer")]
    [InlineData(488, "Not Acceptable Here", "dialout.error", "failed")]
    public async Task ARefusalBehindTheCarrierIsToldWithItsStatus(int status, string phrase, string type, string reason)
    {
        await using var callee = await Sipp.Callee(new SippScenario().ReceiveInvite().Answer(180, "Ringing", "a").Answer(status, phrase, "a").Receive("ACK"));

        await DialAsync(Carrier.NumberOf(callee.Port));
        await _events.NextAsync("dialout.connected");
        var ended = await _events.NextAsync(type);

        Assert.Equal((reason, "callee", status), Ending(ended));
        Assert.Equal((phrase, false), (Text(ended, "sip_reason"), ended["answered"]!.GetValue<bool>()));
        await callee.AssertSucceeds(Report);
    }

    [Fact]
    public async Task AnAnswerWithoutACommonCodecEndsTheCall()
    {
        const string OnlyGsm = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 3\r\na=rtpmap:3 GSM/8000\r\n";
        await using var callee = await Sipp.Callee(Answering(OnlyGsm));

        await DialAsync(Carrier.NumberOf(callee.Port));
        await _events.NextAsync("dialout.connected");
        await _events.NextAsync("dialout.answered");
        var stopped = await _events.NextAsync("dialout.stopped");

        Assert.Equal(("failed", null, 200), Ending(stopped));
        Assert.Contains("codec", Text(stopped, "sip_reason"));
        await callee.AssertSucceeds(Report);
    }

    [Fact]
    public async Task APhoneThatIsRungAndDeclinesIsBusy()
    {
        await using var phone = await Baresip.StartAsync(new BaresipOptions { Codecs = "PCMU", AnswerMode = "manual" });

        await DialAsync(Carrier.NumberOf(phone));
        await _events.NextAsync("dialout.connected"); // which a phone that is slow to ring does not hold up
        await phone.SeesAsync("Incoming call");
        await phone.Type("/hangup");

        Assert.Equal(("busy", "callee", 486), Ending(await _events.NextAsync("dialout.stopped")));
    }

    [Fact]
    public async Task APhoneThatNobodyAnswersIsGivenUpAfterTheRingTimeout()
    {
        await using var phone = await Baresip.StartAsync(new BaresipOptions { Codecs = "PCMU", AnswerMode = "manual" });

        await DialAsync(Carrier.NumberOf(phone), new JsonObject { ["ringTimeoutSec"] = 4 });
        await _events.NextAsync("dialout.connected");

        Assert.Equal(("no-answer", "limit", 487), Ending(await _events.NextAsync("dialout.stopped")));
        await phone.SeesAsync("terminated|session closed");
    }

    [Fact]
    public async Task AStopWhileItRingsCancelsThePhone()
    {
        await using var phone = await Baresip.StartAsync(new BaresipOptions { Codecs = "PCMU", AnswerMode = "manual" });

        var session = await DialAsync(Carrier.NumberOf(phone));
        await _events.NextAsync("dialout.connected");
        await phone.SeesAsync("Incoming call");
        await Api.MustPostAsync($"rooms/{_room}/dialOut/stop", new JsonObject { ["sessionId"] = session });

        Assert.Equal(("canceled", "api", 487), Ending(await _events.NextAsync("dialout.stopped")));
        await phone.SeesAsync("terminated|session closed");
    }

    [Fact]
    public async Task AnUnassignedNumberFailsWithTheCarriersAnswer()
    {
        await DialAsync("+15550100");
        var failed = await _events.NextAsync("dialout.error");

        Assert.Equal(("failed", "callee", 404), Ending(failed));
        Assert.Equal("SIP 404 Unallocated Number", Text(failed, "error_msg"));
    }

    [Fact]
    public async Task AWrongPasswordFailsTheCallWithItsChallenge()
    {
        var trunk = await AddTrunkAsync("wrong", new JsonObject { ["password"] = "another-password" });

        await DialAsync("+15550100", new JsonObject { ["trunk"] = trunk });

        Assert.Equal(("failed", "callee", 407), Ending(await _events.NextAsync("dialout.error")));
    }

    [Theory]
    [InlineData("tcp")]
    public async Task ATrunkThatIsDownFailsTheCallWithoutASipCode(string transport)
    {
        using var down = new ClosedPort();
        var trunk = await AddTrunkAsync($"down-{transport}", new JsonObject { ["port"] = down.Number, ["transport"] = transport });

        await DialAsync("+15550100", new JsonObject { ["trunk"] = trunk });
        var failed = await _events.NextAsync("dialout.error");

        Assert.Equal(("failed", null, null), Ending(failed));
    }

    [Fact]
    public async Task ATrunkThatIsDownIsFollowedByTheNext()
    {
        await using var phone = await Baresip.StartAsync(new BaresipOptions { Codecs = "PCMU" });
        var number = Carrier.NumberOf(phone);
        using var down = new ClosedPort();
        await AddTrunkAsync("first-but-down", new JsonObject { ["port"] = down.Number, ["transport"] = "tcp", ["prefixes"] = new JsonArray(number) });

        await DialAsync(number);
        await _events.NextAsync("dialout.connected");
        await _events.NextAsync("dialout.answered");
        await phone.Type("/hangup");

        Assert.Equal(("completed", "callee", 200), Ending(await _events.NextAsync("dialout.stopped")));
    }

    [Fact]
    public async Task OneOfTwoPhonesThatRingAnswersAndTheOtherStops()
    {
        await using var desk = await Baresip.StartAsync(new BaresipOptions { Codecs = "PCMU", AnswerMode = "manual" });
        await using var mobile = await Baresip.StartAsync(new BaresipOptions { Codecs = "PCMU", AnswerMode = "manual" });

        await DialAsync(Carrier.NumberOf(desk, mobile));
        await _events.NextAsync("dialout.connected");
        await desk.SeesAsync("Incoming call");
        await mobile.SeesAsync("Incoming call");
        await mobile.Type("/accept");
        await _events.NextAsync("dialout.answered");
        await desk.SeesAsync("terminated|session closed");
        await mobile.Type("/hangup");

        Assert.Equal(("completed", "callee", 200), Ending(await _events.NextAsync("dialout.stopped")));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task AnAnnouncementBeforeARefusalIsHeardInTheRoomIfItMay(bool earlyMedia)
    {
        using var folder = new TempFolder();
        var tone = Wave.Tone(8_000, AnnouncementTone, 4).SaveMuLaw(Path.Combine(folder.FullPath, "announcement.ulaw"));
        await using var listener = await Baresip.StartAsync(new BaresipOptions { Codecs = "PCMU" });
        await using var announcing = await Sipp.Callee(
            new SippScenario().ReceiveInvite()
                .Answer(183, "Session Progress", "a", "[last_Record-Route:]", Sdp.Audio(port: "[rtpstream_audio_port]"))
                .Play(tone).Pause(3_000).Answer(404, "Not In Service", "a").Receive("ACK"),
            more: Sipp.MediaPort());
        var listening = await DialAsync(Carrier.NumberOf(listener));
        await _events.NextAsync("dialout.connected");
        await _events.NextAsync("dialout.answered");

        await DialAsync(Carrier.NumberOf(announcing.Port), new JsonObject { ["earlyMedia"] = earlyMedia });
        await _events.NextAsync("dialout.connected");
        Assert.Equal(("failed", "callee", 404), Ending(await _events.NextAsync("dialout.error")));
        await Api.MustPostAsync($"rooms/{_room}/dialOut/stop", new JsonObject { ["sessionId"] = listening });
        await _events.NextAsync("dialout.stopped");
        await listener.SeesAsync("terminated|session closed");

        var level = Wave.Read(listener.Heard()).DecibelsOf(AnnouncementTone);
        Assert.True(earlyMedia ? level > -20 : level < -60, $"the announcement is at {level:F1} dB in the room");
        await announcing.AssertSucceeds(Report);
    }

    private static SippScenario Answering(string description) => new SippScenario().ReceiveInvite()
        .Answer(200, "OK", "a", "[last_Record-Route:]", description).Receive("ACK").Receive("BYE").Answer(200, "OK");

    private Task<string> DialAsync(string number, JsonObject? more = null)
    {
        var body = new JsonObject { ["phoneNumber"] = number };
        foreach (var (name, value) in more ?? [])
        {
            body[name] = value?.DeepClone();
        }

        return Api.DialAsync(_room, body);
    }

    /// <summary>A trunk for this test alone: other calls pass it by, unless they name it or a prefix leads to it.</summary>
    private async Task<string> AddTrunkAsync(string name, JsonObject settings)
    {
        settings["name"] = name;
        settings["priority"] = 1000;
        return (await shared.Carrier.AddTrunkAsync(Api, settings))["name"]!.GetValue<string>();
    }

    private string Report() => $"{shared.Server.Log}\n{shared.Carrier.Output}";

    private static (string? Reason, string? EndedBy, int? SipCode) Ending(JsonNode payload) =>
        (Text(payload, "reason"), Text(payload, "ended_by"), payload["sip_code"]?.GetValue<int>());

    private static string? Text(JsonNode payload, string name) => payload[name]?.GetValue<string>();
}
