using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api.Webhooks;

/// <summary>Bodies that create or change webhooks, and the object that answers them.</summary>
internal static partial class WebhookBody
{
    /// <summary>Events that can be asked for: those of section 7.3 of Daily's API.</summary>
    public static readonly string[] EventTypes =
    [
        "dialout.connected", "dialout.answered", "dialout.stopped", "dialout.warning", "dialout.error",
        "dialin.ready", "dialin.connected", "dialin.stopped", "dialin.warning", "dialin.error",
        "calltransfer.triggered", "calltransfer.initiated", "calltransfer.answered", "calltransfer.completed",
        "participant.joined", "participant.left", "waiting-participant.joined", "waiting-participant.left",
        "meeting.started", "meeting.ended",
        "recording.started", "recording.ready-to-download", "recording.error",
        "transcript.started", "transcript.ready-to-download", "transcript.error",
        "streaming.started", "streaming.updated", "streaming.ended", "streaming.error",
        "batch-processor.job-finished", "batch-processor.error",
    ];

    private static readonly Field Url = new("url", new TextRule(2048, 1) { Format = "uri" }, "Where events are posted. It must answer the probe with 200 when the webhook is made or changed.") { Example = "https://example.com/events" };
    private static readonly Field Events = new("eventTypes", new ListRule(new ChoiceRule(EventTypes), 1, 64), "Which events.") { Example = new JsonArray("dialout.connected", "dialout.answered", "dialout.stopped") };
    private static readonly Field Hmac = new("hmac", new TextRule(1024, 4) { Pattern = Base64(), Expected = "must be base64" }, "Base64 secret of the signature; absent means a random one.") { Secret = true };
    private static readonly Field BasicAuth = new("basicAuth", new TextRule(1024, 1) { Pattern = HeaderValue(), Expected = "must be printable ASCII" }, "Sent as Authorization: Basic and this value. Null sends none.") { Secret = true };
    private static readonly Field Retry = Field.Choice("retryType", "circuit-breaker", "circuit-breaker stops after 3 failures in a row; exponential tries each event up to 5 times and never stops.", "circuit-breaker", "exponential");

    public static readonly ObjectRule Create = new(Url with { Required = true }, Events with { Required = true }, Hmac, BasicAuth, Retry) { Together = Judge };

    public static readonly ObjectRule Update = new(Url with { NotNull = true }, Events with { NotNull = true }, Hmac with { NotNull = true }, BasicAuth, Retry) { Together = Judge };

    public static readonly ObjectRule Answer = new(
        Field.Text("uuid", 36, "Its id.") with { Required = true },
        Url with { Required = true },
        Hmac with { Required = true },
        BasicAuth,
        Retry with { Required = true },
        Events with { Required = true },
        Field.Choice("state", null, "FAILED once sending has stopped; a change of the webhook starts it again.", "ACTIVE", "FAILED") with { Required = true },
        Field.Whole("failedCount", 0, int.MaxValue, null, "Failures in a row.") with { Required = true },
        new Field("lastMomentPushed", new TextRule(30) { Format = "date-time" }, "When an event last arrived; null before the first."),
        Field.Text("domainId", 36, "The domain.") with { Required = true },
        new Field("createdAt", new TextRule(30) { Format = "date-time" }, "When it was made.") { Required = true },
        new Field("updatedAt", new TextRule(30) { Format = "date-time" }, "When it was last changed.") { Required = true });

    private static string? Judge(JsonElement body, Place place, RuleContext context)
    {
        if (body.TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.String
            && !(Uri.TryCreate(url.GetString(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0))
        {
            return place.Key("url").Says("must be an http or https URL without user and password", url);
        }

        if (body.TryGetProperty("hmac", out var hmac) && hmac.ValueKind == JsonValueKind.String && !System.Buffers.Text.Base64.IsValid(hmac.GetString()))
        {
            return "\"hmac\" must be base64";
        }

        return null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9+/]+={0,2}\z")]
    private static partial Regex Base64();

    [GeneratedRegex(@"^[\x20-\x7e]+\z")]
    private static partial Regex HeaderValue();
}
