using Switchroom.Server.Tests.Support;

namespace Switchroom.Server.Tests.Api;

public sealed class DomainTestsOnSqlite(SqliteServer server) : DomainTests(server);

public sealed class DomainTestsOnPostgres(PostgresServer server) : DomainTests(server);

public abstract class DomainTests(TestServer server)
{
    [Fact]
    public async Task TheDomainIsAGoodProbeOfAKey()
    {
        using var api = await server.NewDomainAsync();
        var domain = await api.GetAsync("/");

        Assert.Equal(api.DomainId, (string?)domain["domain_id"]);
        Assert.Equal("""{"max_sip_pstn_sessions_per_room":5,"max_webhook_count":3}""", domain["config"]!.ToJsonString());
        Assert.Equal(401, (await api.SendAsync(HttpMethod.Get, "/", null, "Bearer nope")).Status);
    }

    [Fact]
    public async Task AnUpdateMergesAndNullResets()
    {
        using var api = await server.NewDomainAsync();
        await api.PostAsync("/", new { properties = new { max_sip_pstn_sessions_per_room = 20, enable_chat = true } });
        var changed = await api.PostAsync("/", new { properties = new { enable_chat = (bool?)null, hide_daily_branding = true } });

        Assert.Equal("""{"max_sip_pstn_sessions_per_room":20,"hide_daily_branding":true,"max_webhook_count":3}""", changed["config"]!.ToJsonString());
        Assert.Equal(changed.Text, (await api.GetAsync("/")).Text);
    }

    [Fact]
    public async Task DialinListsAreReplacedWhole()
    {
        using var api = await server.NewDomainAsync();
        await api.PostAsync("/", new { properties = new { pinless_dialin = new[] { new { phone_number = "+15550100", room_creation_api = "https://example.com/a" } } } });
        var changed = await api.PostAsync("/", new { properties = new { pinless_dialin = new[] { new { room_creation_api = "https://example.com/b" } } } });

        Assert.Equal("""[{"room_creation_api":"https://example.com/b"}]""", changed["config"]!["pinless_dialin"]!.ToJsonString());
        var twice = await api.PostAsync("/", new { properties = new { pin_dialin = new[] { new { phone_number = "+15550100" }, new { phone_number = "+15550100" } } } });
        Assert.Equal(400, twice.Status);
    }
}
