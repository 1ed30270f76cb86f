using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Switchroom.Rooms.Membership;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Tests.Tokens;

public sealed class TokenReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly TokenReader _reader = new(new TestKeys(), new FakeTimeProvider(Now));

    private static long Unix(double seconds) => Now.AddSeconds(seconds).ToUnixTimeSeconds();

    private static string Sign(object claims, SigningKey? key = null) =>
        CompactJwt.Sign(JsonSerializer.SerializeToUtf8Bytes(claims), (key ?? TestKeys.First).Secret);

    private static string LiveKit(object video, object? extra = null)
    {
        Dictionary<string, object> claims = new() { ["iss"] = TestKeys.First.Id, ["sub"] = "alice", ["exp"] = Unix(60), ["video"] = video };
        if (extra is not null)
        {
            foreach (JsonProperty property in JsonSerializer.SerializeToElement(extra).EnumerateObject())
            {
                claims[property.Name] = property.Value;
            }
        }

        return Sign(claims);
    }

    private static ParticipantPermissions InRoom(JoinGrant grant) => grant.PermissionsIn(ParticipantPermissions.Default);

    private async Task<JoinGrant> AcceptAsync(string token)
    {
        TokenResult result = await _reader.ReadAsync(token);
        Assert.Equal(TokenRefusal.None, result.Refusal);
        return result.Grant!;
    }

    private async Task<TokenRefusal> RefuseAsync(string token)
    {
        TokenResult result = await _reader.ReadAsync(token);
        Assert.Null(result.Grant);
        return result.Refusal;
    }

    [Fact]
    public async Task ReadsADailyTokenWithShortClaims()
    {
        JoinGrant grant = await AcceptAsync(Sign(new { r = "demo", d = "domain-a", iat = Unix(0), exp = Unix(60), u = "Ann", ud = "u-1", o = true, ejt = true, eje = 90 }));

        Assert.Equal(TokenKind.Daily, grant.Kind);
        Assert.Equal(("demo", "u-1", "Ann", "domain-a"), (grant.Room, grant.UserId, grant.Name, grant.DomainId));
        Assert.True(grant.IsOwner);
        Assert.Null(grant.Identity);
        Assert.True(grant.EjectAtExpiry);
        Assert.Equal(TimeSpan.FromSeconds(90), grant.EjectAfter);
        Assert.Equal(Now.AddSeconds(60), grant.ExpiresAt);
        Assert.Equal((MediaKinds.All, AdminRights.All), (InRoom(grant).CanSend, InRoom(grant).CanAdmin));
        Assert.False(grant.MayCreateRoom);
    }

    [Fact]
    public async Task ReadsADailyTokenWithLongClaimNames()
    {
        JoinGrant grant = await AcceptAsync(Sign(new { room_name = "demo", domain_id = "domain-a", user_name = "Ann", is_owner = false, enable_screenshare = false }));

        Assert.Equal(("demo", "Ann"), (grant.Room, grant.Name));
        Assert.Equal(MediaKinds.All & ~(MediaKinds.ScreenVideo | MediaKinds.ScreenAudio), InRoom(grant).CanSend);
    }

    [Fact]
    public async Task AnyActiveKeyOfTheDomainMaySignADailyToken()
    {
        JoinGrant grant = await AcceptAsync(Sign(new { r = "demo", d = "domain-a" }, TestKeys.Second));

        Assert.Equal(TestKeys.Second.Id, grant.KeyId);
    }

    [Fact]
    public async Task AKeyOfAnotherDomainSignsNothingHere() =>
        Assert.Equal(TokenRefusal.BadSignature, await RefuseAsync(Sign(new { r = "demo", d = "domain-a" }, TestKeys.Foreign)));

    [Theory]
    [InlineData("""{"hp":false}""", true, 63, 63, AdminRights.None)]
    [InlineData("""{"cs":"a,sv","ca":"p,t"}""", false, 9, 63, AdminRights.Participants | AdminRights.Transcription)]
    [InlineData("""{"cs":false,"cr":{"b":false}}""", false, 0, 0, AdminRights.None)]
    [InlineData("""{"canSend":["audio","video"],"canReceive":{"base":{"audio":true,"video":false}}}""", false, 3, 61, AdminRights.None)]
    [InlineData("""{"cs":true,"cr":{"b":{"a":false,"ca":{"*":false}}},"ca":true}""", false, 63, 46, AdminRights.All)]
    public async Task ReadsDailyPermissionsInBothForms(string permissions, bool hidden, int send, int receive, object admin)
    {
        JoinGrant grant = await AcceptAsync(Sign(new { d = "domain-a", p = JsonSerializer.Deserialize<JsonElement>(permissions) }));

        ParticipantPermissions inRoom = InRoom(grant);
        Assert.Equal(
            (hidden, (MediaKinds)send, (MediaKinds)receive, admin),
            (inRoom.Hidden, inRoom.CanSend, inRoom.CanReceive.Base, (object)inRoom.CanAdmin));
    }

    [Fact]
    public async Task ReceivePermissionsNameUsersAndParticipants()
    {
        JoinGrant grant = await AcceptAsync(Sign(new
        {
            d = "domain-a",
            p = new { cr = new { b = false, u = new { ann = true }, p = new { p1 = new { v = false } } } },
        }));

        ReceivePermissions receive = InRoom(grant).CanReceive;
        Assert.Equal(MediaKinds.None, receive.From("p9", "bob"));
        Assert.Equal(MediaKinds.All, receive.From("p9", "ann"));
        Assert.Equal(MediaKinds.All & ~MediaKinds.Video, receive.From("p1", "ann"));
    }

    [Fact]
    public async Task ATokenSilentOnAPermissionLeavesTheRoomsInForce()
    {
        JoinGrant grant = await AcceptAsync(Sign(new { d = "domain-a", p = new { hp = true } }));

        ParticipantPermissions room = new() { CanSend = MediaKinds.Audio, Hidden = true };
        Assert.Equal((MediaKinds.Audio, false), (grant.PermissionsIn(room).CanSend, grant.PermissionsIn(room).Hidden));
    }

    [Theory]
    [InlineData("""{"cs":"a,xx"}""")]
    [InlineData("""{"hp":1}""")]
    [InlineData("""{"cr":true}""")]
    [InlineData("""{"cr":{"x":true}}""")]
    [InlineData("""{"ca":"x"}""")]
    [InlineData("""[]""")]
    public async Task RefusesDailyPermissionsOfTheWrongShape(string permissions) =>
        Assert.Equal(TokenRefusal.BadClaim, await RefuseAsync(Sign(new { d = "domain-a", p = JsonSerializer.Deserialize<JsonElement>(permissions) })));

    [Fact]
    public async Task ReadsALiveKitToken()
    {
        JoinGrant grant = await AcceptAsync(LiveKit(
            new { roomJoin = true, room = "demo", canPublishSources = new[] { "microphone", "screen_share" }, hidden = true, canUpdateOwnMetadata = true, roomAdmin = true },
            new { name = "Alice", metadata = "{}", attributes = new { team = "blue" }, kind = "agent" }));

        Assert.Equal((TokenKind.LiveKit, "demo", "alice", "Alice"), (grant.Kind, grant.Room, grant.Identity, grant.Name));
        Assert.Equal(("{}", "blue", ParticipantKind.Agent), (grant.Metadata, grant.Attributes["team"], grant.ParticipantKind));
        ParticipantPermissions inRoom = InRoom(grant);
        Assert.Equal(MediaKinds.Audio | MediaKinds.ScreenVideo, inRoom.CanSend);
        Assert.True(inRoom.Hidden && inRoom.CanUpdateMetadata && inRoom.CanPublishData && grant.MayCreateRoom);
        Assert.Equal((AdminRights.All, MediaKinds.All), (inRoom.CanAdmin, inRoom.CanReceive.Base));
    }

    [Fact]
    public async Task ALiveKitTokenThatMayNotPublishMayNotPublishDataEither()
    {
        JoinGrant grant = await AcceptAsync(LiveKit(new { roomJoin = true, room = "demo", canPublish = false }));

        ParticipantPermissions inRoom = InRoom(grant);
        Assert.Equal((MediaKinds.None, false, MediaKinds.All), (inRoom.CanSend, inRoom.CanPublishData, inRoom.CanReceive.Base));
    }

    [Fact]
    public async Task RefusesALiveKitTokenWithoutRoomJoin() =>
        Assert.Equal(TokenRefusal.NoJoinGrant, await RefuseAsync(LiveKit(new { room = "demo" })));

    [Fact]
    public async Task RefusesALiveKitTokenWithoutExpiry() => Assert.Equal(
        TokenRefusal.NoExpiry,
        await RefuseAsync(Sign(new { iss = TestKeys.First.Id, sub = "alice", video = new { roomJoin = true } })));

    [Fact]
    public async Task RefusesALiveKitTokenWithoutIdentity() => Assert.Equal(
        TokenRefusal.NoIdentity,
        await RefuseAsync(Sign(new { iss = TestKeys.First.Id, exp = Unix(60), video = new { roomJoin = true } })));

    [Fact]
    public async Task RefusesAnUnknownIssuer() => Assert.Equal(
        TokenRefusal.UnknownKey,
        await RefuseAsync(Sign(new { iss = "APIother", sub = "alice", exp = Unix(60), video = new { roomJoin = true } })));

    [Theory]
    [InlineData(-1, TokenRefusal.Expired)]
    [InlineData(0, TokenRefusal.Expired)]
    [InlineData(1, TokenRefusal.None)]
    public async Task ATokenEndsAtItsExpiry(int seconds, object refusal) =>
        Assert.Equal(refusal, (await _reader.ReadAsync(Sign(new { d = "domain-a", exp = Unix(seconds) }))).Refusal);

    [Fact]
    public async Task AnExpiredTokenStillSaysWhoSomebodyIs() =>
        Assert.Equal("u-1", (await _reader.ReadAsync(Sign(new { d = "domain-a", ud = "u-1", exp = Unix(-60) }), TokenTimes.Neither)).Grant!.UserId);

    [Fact]
    public async Task ATokenOfTheFutureIsRefusedUnlessAskedFor()
    {
        string token = Sign(new { d = "domain-a", nbf = Unix(3600) });

        Assert.Equal(TokenRefusal.NotYetValid, await RefuseAsync(token));
        Assert.Equal(TokenRefusal.None, (await _reader.ReadAsync(token, TokenTimes.ExpiryOnly)).Refusal);
    }

    [Fact]
    public async Task ASmallDifferenceOfClocksIsForgiven() =>
        Assert.Equal(TokenRefusal.None, (await _reader.ReadAsync(Sign(new { d = "domain-a", nbf = Unix(10) }))).Refusal);

    [Theory]
    [InlineData("exp", "soon")]
    [InlineData("exp", -1)]
    [InlineData("exp", 1e18)]
    [InlineData("r", 5)]
    [InlineData("o", "yes")]
    [InlineData("ud", "a-user-id-that-is-much-longer-than-36-characters")]
    public async Task RefusesAClaimOfTheWrongTypeOrSize(string name, object value) =>
        Assert.Equal(TokenRefusal.BadClaim, await RefuseAsync(Sign(new Dictionary<string, object> { ["d"] = "domain-a", [name] = value })));

    [Fact]
    public async Task HalfASurrogatePairIsNoText()
    {
        string token = CompactJwt.Sign("""{"d":"domain-a","r":"\ud800"}"""u8, TestKeys.First.Secret);

        Assert.Equal(TokenRefusal.Malformed, await RefuseAsync(token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("....")]
    [InlineData("bm90IGpzb24.bm90IGpzb24.c2ln")]
    [InlineData("W10.W10.c2ln")]
    [InlineData("!!!.???.***")]
    public async Task RefusesWhatIsNoToken(string token) => Assert.Equal(TokenRefusal.Malformed, await RefuseAsync(token));

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS512"}""")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("""{"alg":5}""")]
    public async Task RefusesEveryOtherAlgorithm(string header)
    {
        string[] parts = Sign(new { d = "domain-a" }).Split('.');
        string forged = $"{System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{parts[1]}.{parts[2]}";

        Assert.Equal(TokenRefusal.UnsupportedAlgorithm, await RefuseAsync(forged));
    }

    [Fact]
    public async Task RefusesATokenWhoseClaimsWereChanged()
    {
        string[] mine = Sign(new { d = "domain-a", r = "mine" }).Split('.');
        string[] other = Sign(new { d = "domain-a", r = "other" }).Split('.');

        Assert.Equal(TokenRefusal.BadSignature, await RefuseAsync($"{mine[0]}.{other[1]}.{mine[2]}"));
    }

    [Fact]
    public async Task RefusesAnOverlongTokenUnread() =>
        Assert.Equal(TokenRefusal.TooLong, await RefuseAsync(new string('a', CompactJwt.MaxLength + 1)));
}
