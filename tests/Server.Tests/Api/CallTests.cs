using System.Text.Json;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Tests.Support;

namespace Switchroom.Server.Tests.Api;

/// <summary>Requests about calls: all of their validation, and the 404 of a room that hosts none.</summary>
public sealed class CallTests(SqliteServer server)
{
    public static TheoryData<string, string> Valid => new()
    {
        { "dialOut/start", """{"sipUri":"sip:a@127.0.0.1:5070;transport=tcp?X-a=1&X-b=2%20c","displayName":"A","userId":"u"}""" },
        { "dialOut/stop", """{"sessionId":"x"}""" },
        { "dialOut/sendDTMF", """{"sessionId":"x","tones":"0123456789ABCD*#","digitDurationMs":50,"method":"sip-info"}""" },
        { "dialOut/update", """{"sessionId":"x","hold":true,"muted":false,"deaf":null}""" },
        { "sipCallTransfer", """{"sessionId":"x","toEndPoint":"+15550101","callerId":"+15550199","extension":"1","waitBeforeExtensionDialSec":1}""" },
        { "sipCallTransfer", """{"sessionId":"x","toEndPoint":"sip:b@c"}""" },
        { "sipRefer", """{"sessionId":"x","toEndPoint":"sip:b@c"}""" },
        { "eject", """{"ids":["a"],"user_ids":["b"],"ban":true}""" },
        { "send-app-message", """{"data":{"a":1},"recipient":"*"}""" },
        { "set-session-data", """{"data":{"a":1},"mergeStrategy":"shallow-merge","keysToDelete":["b"]}""" },
        { "update-permissions", """{"data":{"*":{"canSend":["audio"],"canAdmin":false,"hasPresence":true,"canReceive":{"byUserId":{"u":false}}}}}""" },
    };

    [Theory, MemberData(nameof(Valid))]
    public async Task AValidRequestMeetsARoomWithoutACallAndARoomThatDoesNotExist(string action, string body)
    {
        using var api = await server.NewDomainAsync();
        await api.PostAsync("/rooms", new { name = "quiet", properties = new { enable_dialout = true } });

        var quiet = await api.SendAsync(HttpMethod.Post, $"/rooms/quiet/{action}", body);
        var nobody = await api.SendAsync(HttpMethod.Post, $"/rooms/nobody/{action}", body);

        Assert.Equal("""404 {"error":"not-found","info":"room quiet does not seem to be hosting a call currently"}""", quiet.ToString());
        Assert.Equal("""404 {"error":"not-found","info":"room nobody not found"}""", nobody.ToString());
    }

    [Theory]
    [InlineData("""{"phoneNumber":"+15550100"}""")]
    [InlineData("""{"sipUri":"sip:a@b","video":true,"videoSettings":{"width":640,"height":360,"fps":30,"videoBitrate":500}}""")]
    [InlineData("""{"sipUri":"sip:a@b","codecs":{"audio":["OPUS","G722"],"video":["VP8"]},"provider":"daily","permissions":{"canReceive":{"base":true}}}""")]
    [InlineData("""{"sipUri":"sip:a@b","codecs":{"audio":[["OPUS","G722","PCMU","PCMA"]],"video":[["H264","VP8"]]}}""")]
    [InlineData("""{"phoneNumber":"+15550100","callerId":"+15550199","extension":"1234","waitBeforeExtensionDialSec":60}""")]
    [InlineData("""{"phoneNumber":"+15550100","displayName":null,"userId":null,"trunk":"a","ringTimeoutSec":30,"maxDurationSec":60,"earlyMedia":false,"metadata":{"a":1}}""")]
    public void EveryFormOfAStartPassesValidation(string body) =>
        Assert.Null(DialOutBody.Start.Problem(JsonSerializer.Deserialize<JsonElement>(body), new Place(""), new RuleContext(DateTimeOffset.UnixEpoch)));

    public static TheoryData<string, string, string> Invalid => new()
    {
        { "dialOut/start", "{}", "either a sip uri or phone number must be provided" },
        { "dialOut/start", """{"sipUri":"sip:a@b","phoneNumber":"+1555"}""", "only one of sip uri or phone number must be provided" },
        { "dialOut/start", """{"sipUri":"a@b"}""", "Invalid SIP URI, must start with 'sip:'" },
        { "dialOut/start", """{"sipUri":"sips:a@b"}""", "Invalid SIP URI, must start with 'sip:'" },
        { "dialOut/start", """{"sipUri":"sip:"}""", "Invalid SIP URI, must be sip:user@host [Received sipUri=sip:]" },
        { "dialOut/start", """{"sipUri":"sip:a b@c"}""", "Invalid SIP URI, must be sip:user@host [Received sipUri=sip:a b@c]" },
        { "dialOut/start", """{"sipUri":"sip:a@b?From=x"}""", "SIP header names must start with \"X-\" and contain only letters, digits, hyphens, dots and underscores [Received From]" },
        { "dialOut/start", """{"sipUri":"sip:a@b?X-a%0d%0aVia=x"}""", "SIP header names must start with \"X-\" and contain only letters, digits, hyphens, dots and underscores [Received X-a%0d%0aVia]" },
        { "dialOut/start", """{"sipUri":"sip:a@b?X-a=1%0d%0aVia:%20x"}""", "the SIP header X-a must not contain line breaks or other control characters" },
        { "dialOut/start", """{"sipUri":"sip:a@b?X-a=%00"}""", "the SIP header X-a must not contain line breaks or other control characters" },
        { "dialOut/start", """{"phoneNumber":"15550100"}""", "Invalid phone number, must be valid phone number as per E.164 [Received 15550100]" },
        { "dialOut/start", """{"phoneNumber":"+1555010012345678"}""", "Invalid phone number, must be valid phone number as per E.164 [Received +1555010012345678]" },
        { "dialOut/start", """{"sipUri":"sip:a@b","callerId":"+1"}""", "callerId not allowed with sipUri" },
        { "dialOut/start", """{"phoneNumber":"+1555","provider":"daily"}""", "provider valid only for sipUri, not phoneNumber" },
        { "dialOut/start", """{"phoneNumber":"+1555","video":true}""", "video not allowed with phoneNumber" },
        { "dialOut/start", """{"sipUri":"sip:a@b","videoSettings":{}}""", "videoSettings provided but video is not enabled" },
        { "dialOut/start", """{"sipUri":"sip:a@b","video":true,"videoSettings":{"width":1281}}""", "\"width\" must be from 1 to 1280 [Received width=1281] (in videoSettings)" },
        { "dialOut/start", """{"sipUri":"sip:a@b","video":true,"videoSettings":{"height":0}}""", "\"height\" must be from 1 to 720 [Received height=0] (in videoSettings)" },
        { "dialOut/start", """{"sipUri":"sip:a@b","video":true,"videoSettings":{"fps":31}}""", "\"fps\" must be from 1 to 30 [Received fps=31] (in videoSettings)" },
        { "dialOut/start", """{"sipUri":"sip:a@b","video":true,"videoSettings":{"videoBitrate":1001}}""", "\"videoBitrate\" must be from 1 to 1000 [Received videoBitrate=1001] (in videoSettings)" },
        { "dialOut/start", """{"sipUri":"sip:a@b","codecs":{"audio":["GSM"]}}""", "audio codec must be one of OPUS, PCMU, PCMA, G722" },
        { "dialOut/start", """{"sipUri":"sip:a@b","codecs":{"video":[["AV1"]]}}""", "video codec must be H264 or VP8" },
        { "dialOut/start", """{"sipUri":"sip:a@b","codecs":{"audio":[]}}""", "\"audio\" must contain at least 1 items [Received audio=[]] (in codecs)" },
        { "dialOut/start", """{"sipUri":"sip:a@b","codecs":{"text":[]}}""", "\"text\" is not allowed [Received text=[]] (in codecs)" },
        { "dialOut/start", """{"phoneNumber":"+1555","waitBeforeExtensionDialSec":61,"extension":"1"}""", "waitBeforeExtensionDialSec must be less than or equal to 60" },
        { "dialOut/start", """{"phoneNumber":"+1555","waitBeforeExtensionDialSec":5}""", "waitBeforeExtensionDialSec provided but extension is not" },
        { "dialOut/start", """{"phoneNumber":"+1555","extension":"123456789012345678901"}""", "extension length must be less than or equal to 20" },
        { "dialOut/start", """{"phoneNumber":"+1555","userId":"1234567890123456789012345678901234567"}""", "userId length must be less than or equal to 36" },
        { "dialOut/start", """{"phoneNumber":"+1555","displayName":"a\r\nX: y"}""", "\"displayName\" must not contain control characters [Received displayName=\"a\\r\\nX: y\"]" },
        { "dialOut/start", """{"phoneNumber":"+1555","callerId":"a\nb"}""", "\"callerId\" must not contain control characters [Received callerId=\"a\\nb\"]" },
        { "dialOut/stop", "{}", "\"sessionId\" is required" },
        { "dialOut/sendDTMF", """{"sessionId":"x"}""", "\"tones\" is required" },
        { "dialOut/sendDTMF", """{"sessionId":"x","tones":"a"}""", "\"tones\" must contain only 0-9, A-D, # and * [Received tones=\"a\"]" },
        { "dialOut/sendDTMF", """{"sessionId":"x","tones":"1","digitDurationMs":49}""", "\"digitDurationMs\" must be from 50 to 2000 [Received digitDurationMs=49]" },
        { "dialOut/sendDTMF", """{"sessionId":"x","tones":"1","method":"voice"}""", "\"method\" must be one of [sip-info, telephone-event, auto] [Received method=\"voice\"]" },
        { "dialOut/update", """{"sessionId":"x"}""", "at least one of \"hold\", \"muted\" and \"deaf\" must be given" },
        { "dialOut/update", """{"sessionId":"x","hold":"yes"}""", "\"hold\" must be a boolean [Received hold=\"yes\"]" },
        { "dialOut/update", """{"hold":true}""", "\"sessionId\" is required" },
        { "sipCallTransfer", """{"sessionId":"x","toEndPoint":"bob"}""", "toEndPoint must start with sip: or +" },
        { "sipCallTransfer", """{"sessionId":"x","toEndPoint":"sip:b@c","callerId":"+1"}""", "callerId not allowed with a sip uri" },
        { "sipRefer", """{"sessionId":"x","toEndPoint":"+15550100"}""", "Invalid SIP URI, must start with 'sip:'" },
        { "eject", "{}", "at least one of \"ids\" and \"user_ids\" must name somebody" },
        { "send-app-message", "{}", "\"data\" is required" },
        { "set-session-data", """{"mergeStrategy":"deep"}""", "\"mergeStrategy\" must be one of [replace, shallow-merge] [Received mergeStrategy=\"deep\"]" },
        { "update-permissions", """{"data":{"*":{"canFly":true}}}""", "\"canFly\" is not allowed [Received canFly=true] (in data.*)" },
    };

    [Theory, MemberData(nameof(Invalid))]
    public async Task AnInvalidRequestIsToldWhy(string action, string body, string info)
    {
        using var api = await server.NewDomainAsync();
        await api.PostAsync("/rooms", new { name = "quiet" });
        var answer = await api.SendAsync(HttpMethod.Post, $"/rooms/quiet/{action}", body);
        Assert.Equal((400, info), (answer.Status, answer.Info));
    }

    [Fact]
    public async Task AMessageMayHaveFourKilobytes()
    {
        using var api = await server.NewDomainAsync();
        var room = await api.NewRoomAsync();
        Assert.Equal(404, (await api.PostAsync($"/rooms/{room}/send-app-message", new { data = new string('x', 4094) })).Status);
        Assert.Equal(400, (await api.PostAsync($"/rooms/{room}/send-app-message", new { data = new string('x', 4095) })).Status);
    }

    [Fact]
    public async Task PresenceOfADomainWithoutCallsIsEmpty()
    {
        using var api = await server.NewDomainAsync();
        await api.NewRoomAsync();
        Assert.Equal("{}", (await api.GetAsync("/presence")).Text);
    }
}
