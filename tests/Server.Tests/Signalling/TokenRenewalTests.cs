using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Switchroom.Server.Settings;
using Switchroom.Server.Signalling;
using Switchroom.Server.Tests.Tokens;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Tests.Signalling;

public sealed class TokenRenewalTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);
    private readonly TokenReader _reader;
    private readonly TokenRenewal _renewal;

    public TokenRenewalTests()
    {
        TestKeys keys = new();
        _reader = new TokenReader(keys, _time);
        _renewal = new TokenRenewal(keys, new SignallingSettings(1, 1, 1, 1, 1, 5) { TokenRefreshSeconds = 300 }, _time);
    }

    [Fact]
    public async Task TheRenewedTokenSaysTheSameAndEndsLater()
    {
        TokenResult first = await _reader.ReadAsync(LiveKit("APIfirst", TestKeys.First.Secret, Now.AddMinutes(1)));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(TokenRefusal.Expired, (await _reader.ReadAsync(LiveKit("APIfirst", TestKeys.First.Secret, Now.AddMinutes(1)))).Refusal);

        TokenResult renewed = await _reader.ReadAsync((await _renewal.RenewAsync(first.Grant!, first.Claims, CancellationToken.None))!);

        Assert.Equal(first.Grant! with { ExpiresAt = Now.AddMinutes(15) }, renewed.Grant! with { Attributes = first.Grant!.Attributes });
        Assert.Equal(first.Grant!.Attributes, renewed.Grant!.Attributes);
    }

    [Fact]
    public async Task ALongLivedTokenIsNotCutShort()
    {
        TokenResult first = await _reader.ReadAsync(LiveKit("APIfirst", TestKeys.First.Secret, Now.AddDays(30)));

        TokenResult renewed = await _reader.ReadAsync((await _renewal.RenewAsync(first.Grant!, first.Claims, CancellationToken.None))!);

        Assert.Equal(Now.AddDays(30), renewed.Grant!.ExpiresAt);
    }

    [Fact]
    public async Task NothingIsRenewedForARevokedKeyOrWithoutALiveKitToken()
    {
        TokenResult first = await _reader.ReadAsync(LiveKit("APIfirst", TestKeys.First.Secret, Now.AddMinutes(1)));

        Assert.Null(await _renewal.RenewAsync(first.Grant! with { KeyId = "APIrevoked" }, first.Claims, CancellationToken.None));
        Assert.Null(await _renewal.RenewAsync(first.Grant! with { Kind = TokenKind.Daily }, first.Claims, CancellationToken.None));
        Assert.Null(await _renewal.RenewAsync(new JoinGrant { Kind = TokenKind.Anonymous }, default, CancellationToken.None));
    }

    private static string LiveKit(string issuer, string secret, DateTimeOffset expires) => CompactJwt.Sign(
        JsonSerializer.SerializeToUtf8Bytes(new
        {
            iss = issuer,
            sub = "alice",
            name = "Alice",
            attributes = new { team = "blue" },
            exp = expires.ToUnixTimeSeconds(),
            video = new { roomJoin = true, room = "room", canPublish = false },
        }),
        secret);
}
