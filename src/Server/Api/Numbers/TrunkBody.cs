using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Api.Numbers;

/// <summary>Bodies that create or change outbound trunks, and the object that answers them.</summary>
internal static partial class TrunkBody
{
    private static readonly Field Name = new("name", new TextRule(128, 1) { Pattern = Plain(), Expected = "must contain only letters, digits, spaces and . _ -" }, "What you call it; unique in the domain.") { Example = "carrier-a" };
    private static readonly Field Address = new("address", new TextRule(255, 1) { Pattern = HostText(), Expected = "must be a host name or an IP address" }, "Host name or IP address, without port.") { Example = "sip.carrier.example" };

    private static readonly Field[] Optional =
    [
        Field.Whole("port", 1, 65535, null, "Port; null lets DNS (SRV) decide, or takes 5060, or 5061 with TLS."),
        Field.Choice("transport", "udp", "How SIP travels.", "udp", "tcp", "tls"),
        new("username", Credential(256), "Digest user; null sends no credentials."),
        new("password", Credential(256), "Digest password.") { WriteOnly = true },
        new("numbers", new ListRule(PhoneText.Rule, 0, 10_000), "Numbers that the trunk carries; they can be taken with buy-phone-number.") { Default = new JsonArray(), Example = new JsonArray("+15550199") },
        new("prefixes", new ListRule(PhoneText.Prefix, 0, 1000), "Prefixes of the numbers it may dial; an empty list means all.") { Default = new JsonArray(), Example = new JsonArray("+1") },
        new("from_domain", Address.Rule, "Host part of From; null takes this server's address."),
        Field.Flag("register", false, "Register with the trunk and keep the registration."),
        Field.Choice("srtp", "optional", "Encryption of the media.", "off", "optional", "required"),
        Field.Flag("ice", false, "Offers propose ICE, with this server as the lite side; most carriers want none."),
        new("headers", new MapRule(new TextRule(64, 1), new TextRule(1024), 32), "Extra headers of every INVITE.") { Default = new JsonObject() },
        Field.Whole("max_concurrent_calls", 1, 100_000, null, "Most calls at once; null is no cap."),
        Field.Decimal("max_calls_per_second", 0.01, 1000, null, "Most new calls a second; null is no cap."),
        Field.Whole("priority", 0, 1000, 100, "Lower is tried first."),
        Field.Flag("enabled", true, "Whether calls may take it."),
    ];

    public static readonly ObjectRule Create = new([Name with { Required = true }, Address with { Required = true }, .. Optional]) { Together = Judge };

    public static readonly ObjectRule Update = new([Name with { NotNull = true }, Address with { NotNull = true }, .. Optional]) { Together = Judge };

    public static readonly ObjectRule Answer = new(
    [
        Field.Text("id", 36, "Its id.") with { Required = true },
        Name with { Required = true },
        Address with { Required = true },
        .. Optional.Where(field => !field.WriteOnly),
        Field.Flag("has_password", null, "Whether a password is set."),
        new("created_at", new TextRule(30) { Format = "date-time" }, "When it was made.") { Required = true },
        new("updated_at", new TextRule(30) { Format = "date-time" }, "When it was last changed.") { Required = true },
    ]);

    /// <summary>Puts what the body names into the row; null gives a value its default back.</summary>
    public static void Apply(StoredOutboundTrunk trunk, JsonElement body, Func<string, string> seal)
    {
        foreach (var member in body.EnumerateObject())
        {
            Apply(trunk, member.Name, member.Value.ValueKind == JsonValueKind.Null ? null : member.Value, seal);
        }
    }

    public static JsonObject Show(StoredOutboundTrunk trunk) => new()
    {
        ["id"] = trunk.Id,
        ["name"] = trunk.Name,
        ["address"] = trunk.Address,
        ["port"] = trunk.Port,
        ["transport"] = trunk.Transport,
        ["username"] = trunk.Username,
        ["has_password"] = trunk.SealedPassword is not null,
        ["numbers"] = List(trunk.Numbers),
        ["prefixes"] = List(trunk.Prefixes),
        ["from_domain"] = trunk.FromDomain,
        ["register"] = trunk.Register,
        ["srtp"] = trunk.Srtp,
        ["ice"] = trunk.Ice,
        ["headers"] = JsonNode.Parse(trunk.Headers),
        ["max_concurrent_calls"] = trunk.MaxConcurrentCalls,
        ["max_calls_per_second"] = trunk.MaxCallsPerSecond,
        ["priority"] = trunk.Priority,
        ["enabled"] = trunk.Enabled,
        ["created_at"] = RoomView.Time(trunk.CreatedAt),
        ["updated_at"] = RoomView.Time(trunk.UpdatedAt),
    };

    private static void Apply(StoredOutboundTrunk trunk, string name, JsonElement? value, Func<string, string> seal)
    {
        switch (name)
        {
            case "name": trunk.Name = value!.Value.GetString()!; break;
            case "address": trunk.Address = value!.Value.GetString()!; break;
            case "port": trunk.Port = (int?)value?.GetDouble(); break;
            case "transport": trunk.Transport = value?.GetString() ?? "udp"; break;
            case "username": trunk.Username = value?.GetString(); break;
            case "password": trunk.SealedPassword = value?.GetString() is { } password ? seal(password) : null; break;
            case "numbers": trunk.Numbers = Join(value); break;
            case "prefixes": trunk.Prefixes = Join(value); break;
            case "from_domain": trunk.FromDomain = value?.GetString(); break;
            case "register": trunk.Register = value?.GetBoolean() ?? false; break;
            case "srtp": trunk.Srtp = value?.GetString() ?? "optional"; break;
            case "ice": trunk.Ice = value?.GetBoolean() ?? false; break;
            case "headers": trunk.Headers = value?.GetRawText() ?? "{}"; break;
            case "max_concurrent_calls": trunk.MaxConcurrentCalls = (int?)value?.GetDouble(); break;
            case "max_calls_per_second": trunk.MaxCallsPerSecond = value?.GetDouble(); break;
            case "priority": trunk.Priority = (int?)value?.GetDouble() ?? 100; break;
            case "enabled": trunk.Enabled = value?.GetBoolean() ?? true; break;
        }
    }

    private static string Join(JsonElement? list) => list is { } items ? string.Join(',', items.EnumerateArray().Select(item => item.GetString()).Distinct()) : "";

    private static JsonArray List(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(item => JsonValue.Create(item))];

    private static string? Judge(JsonElement body, Place place, RuleContext context)
    {
        if (body.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object)
        {
            foreach (var header in headers.EnumerateObject())
            {
                if (HeaderText.NameProblem(header.Name) is { } problem)
                {
                    return problem;
                }
            }
        }

        return body.TryGetProperty("register", out var register) && register.ValueKind == JsonValueKind.True
            && body.TryGetProperty("username", out var user) && user.ValueKind == JsonValueKind.Null
            ? "\"register\" needs a \"username\""
            : null;
    }

    private static TextRule Credential(int longest) => new(longest, 1);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9 ._-]*\z")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)\z")]
    private static partial Regex HostText();
}
