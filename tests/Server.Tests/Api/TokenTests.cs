using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchroom.Server.Tests.Support;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Tests.Api;

public sealed class TokenTestsOnSqlite(SqliteServer server) : TokenTests(server);

public sealed class TokenTestsOnPostgres(PostgresServer server) : TokenTests(server);

public abstract class TokenTests(TestServer server)
{
    private static readonly double Later = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3600;

    [Fact]
    public async Task ATokenIsSignedWithTheKeyAndHasShortNames()
    {
        using var api = await server.NewDomainAsync();

        var token = await CreateAsync(api, new { room_name = "r1", is_owner = true, user_name = "Ann", user_id = "u1", exp = Later, eject_at_token_exp = true, start_video_off = true });

        var parts = token.Split('.');
        Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        Assert.Equal(["r", "o", "u", "ud", "exp", "ejt", "vo", "d", "iat"], claims.Select(claim => claim.Key));
        Assert.Equal(api.DomainId, (string?)claims["d"]);
        Assert.Equal(TokenRefusal.None, CompactJwt.TryRead(token, out var read));
        Assert.True(read!.IsSignedWith(api.Key));
    }

    [Fact]
    public async Task AValidTokenIsShownInLongNames()
    {
        using var api = await server.NewDomainAsync();
        var token = await CreateAsync(api, new { room_name = "r1", is_owner = true, permissions = new { canSend = new[] { "audio" } } });

        var shown = await api.GetAsync($"/meeting-tokens/{token}");

        Assert.Equal(200, shown.Status);
        Assert.Equal("""{"room_name":"r1","is_owner":true,"permissions":{"canSend":["audio"]}}""", shown.Text);
    }

    [Fact]
    public async Task EveryPropertyIsTaken()
    {
        using var api = await server.NewDomainAsync();
        var all = new
        {
            room_name = "r", nbf = 1, exp = Later + 0.5, eject_at_token_exp = true, eject_after_elapsed = 60, is_owner = true, user_name = "n", user_id = "u",
            enable_screenshare = false, start_video_off = true, start_audio_off = true, enable_recording = "cloud", enable_prejoin_ui = true,
            enable_live_captions_ui = true, enable_recording_ui = false, enable_terse_logging = true, knocking = true, start_cloud_recording = true,
            start_cloud_recording_opts = new { layout = new { preset = "default" } }, auto_start_transcription = true, close_tab_on_exit = true,
            redirect_on_meeting_exit = "https://example.com", lang = "de", permissions = new { hasPresence = true, canSend = true, canAdmin = new[] { "participants" } },
        };

        var shown = await api.GetAsync($"/meeting-tokens/{await CreateAsync(api, all)}");

        Assert.True(JsonNode.DeepEquals(JsonSerializer.SerializeToNode(all), shown.Json), shown.Text);
    }

    [Fact]
    public async Task ASelfSignedTokenIsValid()
    {
        using var api = await server.NewDomainAsync();
        var payload = $$"""{"r":"mine","d":"{{api.DomainId}}","iat":{{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}},"o":true}""";

        var shown = await api.GetAsync($"/meeting-tokens/{CompactJwt.Sign(Encoding.UTF8.GetBytes(payload), api.Key)}");

        Assert.Equal("""{"room_name":"mine","is_owner":true}""", shown.Text);
    }

    [Fact]
    public async Task AForeignExpiredOrEarlyTokenIsRefused()
    {
        using var api = await server.NewDomainAsync();
        using var other = await server.NewDomainAsync();
        string Sign(string claims, string? key = null) => CompactJwt.Sign(Encoding.UTF8.GetBytes($$"""{"d":"{{api.DomainId}}",{{claims}}}"""), key ?? api.Key);

        Assert.Equal(400, (await api.GetAsync($"/meeting-tokens/{await CreateAsync(other, new { room_name = "r" })}")).Status);
        Assert.Equal(400, (await api.GetAsync($"/meeting-tokens/{Sign("\"r\":\"a\"", "another key")}")).Status);
        Assert.Equal("the token has expired", (await api.GetAsync($"/meeting-tokens/{Sign("\"exp\":1000")}")).Info);
        Assert.Equal("the token is not valid yet", (await api.GetAsync($"/meeting-tokens/{Sign($"\"nbf\":{Later}")}")).Info);
        Assert.Equal(200, (await api.GetAsync($"/meeting-tokens/{Sign($"\"nbf\":{Later}")}?ignoreNbf=true")).Status);
    }

    [Theory]
    [InlineData("""{"properties":{"user_id":"1234567890123456789012345678901234567"}}""", "user_id length must be less than or equal to 36")]
    [InlineData("""{"properties":{"room":"x"}}""", "\"room\" is not allowed [Received room=\"x\"] (in properties)")]
    [InlineData("""{"properties":{"is_owner":"yes"}}""", "\"is_owner\" must be a boolean [Received is_owner=\"yes\"] (in properties)")]
    [InlineData("""{"room_name":"x"}""", "\"room_name\" is not allowed [Received room_name=\"x\"]")]
    public async Task ABadPropertyIsRefused(string body, string info)
    {
        using var api = await server.NewDomainAsync();
        var answer = await api.SendAsync(HttpMethod.Post, "/meeting-tokens", body);
        Assert.Equal((400, info), (answer.Status, answer.Info));
    }

    private static async Task<string> CreateAsync(ApiClient api, object properties)
    {
        var answer = await api.PostAsync("/meeting-tokens", new { properties });
        Assert.True(answer.Status == 200, answer.ToString());
        return (string)answer["token"]!;
    }
}
