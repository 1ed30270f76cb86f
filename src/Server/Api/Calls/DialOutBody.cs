using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api.Calls;

/// <summary>Bodies of the requests that start and steer calls. Where Daily's client libraries check the same thing, the sentence is theirs.</summary>
internal static partial class DialOutBody
{
    private const double LongestRing = 600;
    private const double LongestCall = 86_400;

    private static readonly ObjectRule Picture = new(
        Field.Whole("width", 1, 1280, 1280, "Pixels."),
        Field.Whole("height", 1, 720, 720, "Pixels."),
        Field.Whole("fps", 1, 30, 15, "Frames a second."),
        Field.Whole("videoBitrate", 1, 1000, 900, "Kilobits a second."));

    private static readonly Field SessionId = new("sessionId", new TextRule(64, 1), "The session id of the dialled party.") { Required = true };
    private static readonly Field CallerId = new("callerId", new TextRule(64, 1), "The id of an owned phone number, or the number itself in E.164 form.");
    private static readonly Field Extension = new("extension", new TextRule(20, 1) { TooLong = "extension length must be less than or equal to 20", Pattern = ExtensionDigits(), Expected = "must contain only digits, A to D, #, * and the pauses , and w" }, "Digits sent after the answer; a comma pauses 2 s, a w half a second.");
    private static readonly Field Wait = new(
        "waitBeforeExtensionDialSec",
        new NumberRule(0, 60, Whole: true) { TooGreat = "waitBeforeExtensionDialSec must be less than or equal to 60" },
        "Seconds between the answer and the extension.") { Default = 0 };

    public static readonly ObjectRule Start = new(
        new Field("sipUri", new TextRule(SipTarget.Longest, 1), "A SIP URI to call. Parameters after ? become headers of the INVITE; their names must start with X-.") { Example = "sip:alice@example.com?X-tenant=42" },
        new Field("phoneNumber", new TextRule(64, 1), "A number to call, in E.164 form.") { Example = "+15550100" },
        new Field("displayName", new TextRule(199) { TooLong = "displayName length must be less than 200" }, "Name of the dialled party in the room; absent takes the user of the URI, or the number."),
        new Field("userId", new TextRule(36) { TooLong = "userId length must be less than or equal to 36" }, "User id of the dialled party."),
        CallerId with { Description = CallerId.Description + " Only for phone numbers; absent takes the oldest number of the domain." },
        Extension,
        Wait,
        Field.Flag("video", false, "Video to and from a SIP endpoint."),
        new Field("videoSettings", Picture, "The picture that is sent; only with video."),
        new Field("codecs", CodecFields.Rule, "Codecs to offer, first preferred. Absent offers all. The nested form of Daily's own sample is taken as well."),
        new Field("permissions", PermissionFields.Rule, "What the dialled party may do and hear."),
        Field.Choice("provider", null, "Which of Daily's back ends carries it; only for sipUri. Echoed in events.", "daily", "signalwire"),
        Field.Text("trunk", 128, "Own addition: name or id of the outbound trunk to use.", 1),
        Field.Whole("ringTimeoutSec", 1, LongestRing, 60, "Own addition: seconds to wait for an answer."),
        Field.Whole("maxDurationSec", 1, LongestCall, null, "Own addition: seconds after the answer at which the call is hung up."),
        Field.Flag("earlyMedia", true, "Own addition: ringing and announcements before the answer are heard in the room."),
        Field.Choice("srtp", null, "Own addition: encryption of the media; absent takes what the trunk says, and none without a trunk.", "off", "optional", "required"),
        Field.Flag("ice", null, "Own addition: the offer proposes ICE, with this server as the lite side; absent takes what the trunk says, and no without a trunk. An offer of theirs that proposes it is answered with it in any case."),
        new Field("metadata", new AnyRule(4096, JsonValueKind.Object), "Own addition: comes back in every event of the call."))
    {
        Together = (body, _, _) => StartProblem(body),
        Example = new JsonObject { ["phoneNumber"] = "+15550100", ["displayName"] = "Alice" },
    };

    public static readonly ObjectRule Stop = new(SessionId);

    public static readonly ObjectRule SendDtmf = new(
        SessionId,
        new Field("tones", new TextRule(20, 1) { Pattern = Tones(), Expected = "must contain only 0-9, A-D, # and *" }, "Digits to send.") { Required = true, Example = "1234#" },
        Field.Whole("digitDurationMs", 50, 2000, 500, "Milliseconds of each digit; between two there are 100 ms."),
        Field.Choice("method", "auto", "How: auto takes what the call negotiated.", "sip-info", "telephone-event", "auto"));

    public static readonly ObjectRule Update = new(
        SessionId,
        Field.Flag("hold", null, "The far end is on hold (a re-INVITE with sendonly): neither side hears the other."),
        Field.Flag("muted", null, "The room does not hear the phone."),
        Field.Flag("deaf", null, "The phone does not hear the room."))
    {
        Together = (body, _, _) => Has(body, "hold") || Has(body, "muted") || Has(body, "deaf") ? null : "at least one of \"hold\", \"muted\" and \"deaf\" must be given",
    };

    public static readonly ObjectRule Transfer = new(
        SessionId,
        new Field("toEndPoint", new TextRule(SipTarget.Longest, 1), "A SIP URI, a number in E.164 form, or the SIP URI of another room of this server.") { Required = true, Example = "+15550101" },
        CallerId with { Description = CallerId.Description + " Only for phone numbers." },
        Extension,
        Wait)
    {
        Together = (body, _, _) => TransferProblem(body),
    };

    public static readonly ObjectRule Refer = new(
        SessionId,
        new Field("toEndPoint", new TextRule(SipTarget.Longest, 1), "A SIP URI.") { Required = true, Example = "sip:bob@example.com" })
    {
        Together = (body, _, _) => SipProblem(Text(body, "toEndPoint")!, "toEndPoint"),
    };

    /// <summary>The string under a key, or null.</summary>
    public static string? Text(JsonElement body, string key) =>
        body.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The number under a key, or the fallback.</summary>
    public static int Number(JsonElement body, string key, int fallback) =>
        body.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? (int)value.GetDouble() : fallback;

    /// <summary>The boolean under a key, or null.</summary>
    public static bool? Flag(JsonElement body, string key) => Has(body, key) ? IsTrue(body, key) : null;

    private static bool Has(JsonElement body, string key) => body.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    private static bool IsTrue(JsonElement body, string key) => body.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? StartProblem(JsonElement body)
    {
        var (sip, phone) = (Text(body, "sipUri"), Text(body, "phoneNumber"));
        return (sip, phone) switch
        {
            (null, null) => "either a sip uri or phone number must be provided",
            (not null, not null) => "only one of sip uri or phone number must be provided",
            (not null, null) => SipProblem(sip, "sipUri") ?? SipOnlyProblem(body),
            _ => PhoneProblem(phone!) ?? PhoneOnlyProblem(body),
        } ?? EitherProblem(body);
    }

    private static string? SipOnlyProblem(JsonElement body) => Has(body, "callerId") ? "callerId not allowed with sipUri" : null;

    private static string? PhoneOnlyProblem(JsonElement body)
    {
        if (IsTrue(body, "video"))
        {
            return "video not allowed with phoneNumber";
        }

        return Has(body, "provider") ? "provider valid only for sipUri, not phoneNumber" : null;
    }

    private static string? EitherProblem(JsonElement body)
    {
        if (Has(body, "videoSettings") && !IsTrue(body, "video"))
        {
            return "videoSettings provided but video is not enabled";
        }

        return WaitProblem(body);
    }

    private static string? TransferProblem(JsonElement body)
    {
        var to = Text(body, "toEndPoint")!;
        if (to.StartsWith('+'))
        {
            return PhoneProblem(to) ?? WaitProblem(body);
        }

        if (!to.StartsWith("sip:", StringComparison.OrdinalIgnoreCase))
        {
            return "toEndPoint must start with sip: or +";
        }

        return SipProblem(to, "toEndPoint") ?? (Has(body, "callerId") ? "callerId not allowed with a sip uri" : null) ?? WaitProblem(body);
    }

    private static string? WaitProblem(JsonElement body) =>
        Number(body, "waitBeforeExtensionDialSec", 0) > 0 && !Has(body, "extension") ? "waitBeforeExtensionDialSec provided but extension is not" : null;

    private static string? SipProblem(string uri, string name)
    {
        _ = SipTarget.Read(uri, name, out var problem);
        return problem;
    }

    private static string? PhoneProblem(string number) =>
        PhoneText.Number().IsMatch(number) ? null : $"Invalid phone number, must be valid phone number as per E.164 [Received {number}]";

    [GeneratedRegex(@"^[0-9A-D*#]+\z")]
    private static partial Regex Tones();

    [GeneratedRegex(@"^[0-9A-D*#,wW]+\z")]
    private static partial Regex ExtensionDigits();
}
