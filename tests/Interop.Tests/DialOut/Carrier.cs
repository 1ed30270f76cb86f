using System.Text.Json.Nodes;
using Switchroom.Interop.Tests.Peers;
using Switchroom.Interop.Tests.Sip;

namespace Switchroom.Interop.Tests.DialOut;

/// <summary>
/// A carrier that Kamailio plays: it asks for digest, relays a number to whom it belongs and answers 404 for any other. Which port of 127.0.0.1 a number
/// belongs to is said by its digits, so that one carrier serves phones that come and go.
/// </summary>
internal sealed class Carrier : IAsyncDisposable
{
    public const string Caller = "+15550199", Domain = "carrier.example", Password = "a-long-password";

    private const string Routes = """
            if (!is_method("INVITE")) { sl_send_reply("405", "Method Not Allowed"); exit; }
            if ($rU =~ "^\+1401") {
                if (!pv_www_authenticate("carrier.example", "a-long-password", "0")) { www_challenge("carrier.example", "1"); exit; }
            } else {
                if (!pv_proxy_authenticate("carrier.example", "a-long-password", "0")) { proxy_challenge("carrier.example", "1"); exit; }
            }
            if ($au != "switchroom") { sl_send_reply("403", "Forbidden"); exit; }
            consume_credentials();
            record_route();
            if ($rU =~ "^\+1(555|401)[0-9]{5}$") {
                $ru = "sip:" + $rU + "@127.0.0.1:" + $(rU{s.substr,5,5});
                t_relay();
            } else if ($rU =~ "^\+1556[0-9]{10}$") {
                $var(number) = $rU;
                $ru = "sip:callee@127.0.0.1:" + $(var(number){s.substr,10,5});
                append_branch();
                $ru = "sip:callee@127.0.0.1:" + $(var(number){s.substr,5,5});
                t_relay();
            } else if ($rU =~ "^\+1557[0-9]{5}$") {
                $ru = "sip:callee@127.0.0.1:" + $(rU{s.substr,5,5});
                t_relay();
            } else {
                sl_send_reply("404", "Unallocated Number");
            }
        }
        """;

    private readonly Kamailio _proxy;

    private Carrier(Kamailio proxy) => _proxy = proxy;

    public int Port => _proxy.Port;

    /// <summary>What it logged, for a failing test's report.</summary>
    public string Output => _proxy.Output;

    public static async Task<Carrier> StartAsync() => new(await Kamailio.Start(Routes));

    /// <summary>The number of whoever listens on that port; the carrier asks with 407, or with 401.</summary>
    public static string NumberOf(int port, int challenge = 407) => challenge == 401 ? $"+1401{port:D5}" : $"+1555{port:D5}";

    /// <summary>The number of a phone that goes by a user name of its own.</summary>
    public static string NumberOf(Baresip phone) => $"+1557{phone.Port:D5}";

    /// <summary>A number that rings at two such phones.</summary>
    public static string NumberOf(Baresip one, Baresip other) => $"+1556{one.Port:D5}{other.Port:D5}";

    /// <summary>Makes it a trunk of the server that presents <see cref="Caller"/>.</summary>
    /// <param name="api">The server.</param>
    /// <param name="settings">Members of the trunk that are to differ.</param>
    public Task<JsonNode> AddTrunkAsync(ApiClient api, JsonObject? settings = null)
    {
        var trunk = new JsonObject
        {
            ["name"] = "carrier",
            ["address"] = "127.0.0.1",
            ["port"] = Port,
            ["username"] = "switchroom",
            ["password"] = Password,
            ["numbers"] = new JsonArray(Caller),
            ["from_domain"] = Domain,
            ["headers"] = new JsonObject { ["X-Tenant"] = "42" },
            ["srtp"] = "off",
        };
        foreach (var (name, value) in settings ?? [])
        {
            trunk[name] = value?.DeepClone();
        }

        return api.MustPostAsync("outbound-trunks", trunk);
    }

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();
}
