using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Switchroom.Rooms.Membership;
using Switchroom.Server.Network;
using Switchroom.Server.Signalling;
using Switchroom.Server.Tests.Tokens;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Tests.Signalling;

public sealed class AdmissionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly TestDefinitions _definitions = new();
    private readonly Admission _admission;

    public AdmissionTests()
    {
        FakeTimeProvider time = new(Now);
        _admission = new Admission(new TokenReader(new TestKeys(), time), _definitions, new RoomDirectory([]), time);
    }

    private static string Daily(object claims) => CompactJwt.Sign(JsonSerializer.SerializeToUtf8Bytes(claims), TestKeys.First.Secret);

    private static string LiveKit(string? room, object? video = null) => CompactJwt.Sign(
        JsonSerializer.SerializeToUtf8Bytes(new
        {
            iss = TestKeys.First.Id,
            sub = "alice",
            exp = Now.AddMinutes(1).ToUnixTimeSeconds(),
            video = video ?? new { roomJoin = true, room },
        }),
        TestKeys.First.Secret);

    private async Task<AdmissionDecision> DecideAsync(string token, string? room = null) =>
        await _admission.DecideAsync(new JoinParameters { Token = token, Room = room }, CancellationToken.None);

    private RoomDefinition Define(string name, Func<RoomDefinition, RoomDefinition>? change = null)
    {
        RoomDefinition room = new() { Name = name, Config = new RoomConfig { RoomId = "", Name = name } };
        return _definitions.Rooms[name] = change?.Invoke(room) ?? room;
    }

    [Fact]
    public async Task ALiveKitTokenMakesTheRoomItJoins()
    {
        AdmissionDecision decision = await DecideAsync(LiveKit("new-room"));

        Assert.True(decision.IsAdmitted);
        Assert.Equal(("new-room", "alice"), (decision.Config!.Name, decision.Profile!.Identity));
        Assert.StartsWith("RM_", decision.Config.RoomId);
    }

    [Fact]
    public async Task ADailyTokenNeedsARoomThatExists()
    {
        AdmissionDecision decision = await DecideAsync(Daily(new { r = "none", d = "domain-a" }));

        Assert.Equal(StatusCodes.Status404NotFound, decision.Status);
        Assert.Contains("requested room does not exist", decision.Reason);
    }

    [Fact]
    public async Task ParticipantsOfOneDailyUserAreToldApart()
    {
        Define("demo");
        AdmissionDecision decision = await DecideAsync(Daily(new { r = "demo", d = "domain-a", ud = "u-1", u = "Ann" }));

        Assert.Equal(("u-1", decision.ParticipantId, "Ann"), (decision.Profile!.UserId, decision.Profile.Identity, decision.Profile.Name));
    }

    [Fact]
    public async Task ADailyTokenForAnyRoomTakesItFromTheUrl()
    {
        Define("demo");

        Assert.True((await DecideAsync(Daily(new { d = "domain-a" }), room: "demo")).IsAdmitted);
        Assert.Equal(StatusCodes.Status400BadRequest, (await DecideAsync(Daily(new { d = "domain-a" }))).Status);
    }

    [Fact]
    public async Task ATokenForAnotherRoomIsRefused()
    {
        Define("mine");
        Define("other");

        Assert.Equal(StatusCodes.Status401Unauthorized, (await DecideAsync(Daily(new { d = "domain-a", r = "mine" }), room: "other")).Status);
    }

    [Fact]
    public async Task APublicRoomNeedsNoTokenAndAPrivateOneDoes()
    {
        Define("open");
        Define("closed", room => room with { IsPrivate = true });

        Assert.True((await DecideAsync("", room: "open")).IsAdmitted);
        Assert.Equal(StatusCodes.Status401Unauthorized, (await DecideAsync("", room: "closed")).Status);
        Assert.True((await DecideAsync(Daily(new { d = "domain-a", r = "closed" }))).IsAdmitted);
    }

    [Theory]
    [InlineData(-1, null, false)]
    [InlineData(1, null, true)]
    [InlineData(null, 1, false)]
    [InlineData(null, -1, true)]
    public async Task ARoomIsOpenBetweenItsTimes(int? expires, int? notBefore, bool admitted)
    {
        Define("demo", room => room with
        {
            ExpiresAt = expires is { } end ? Now.AddSeconds(end) : null,
            NotBefore = notBefore is { } start ? Now.AddSeconds(start) : null,
        });

        Assert.Equal(admitted, (await DecideAsync(LiveKit("demo"))).IsAdmitted);
    }

    [Theory]
    [InlineData(null, false, null, null)]
    [InlineData(100, false, null, 100)]
    [InlineData(100, true, 50, 50)]
    [InlineData(30, true, 50, 30)]
    [InlineData(null, true, 50, 50)]
    public async Task TheRoomEjectsWhenTheFirstOfItsTimesIsUp(int? elapsed, bool atExpiry, int? expiry, int? ejected)
    {
        Define("demo", room => room with
        {
            EjectAfter = elapsed is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            EjectAtExpiry = atExpiry,
            ExpiresAt = expiry is { } end ? Now.AddSeconds(end) : null,
        });

        AdmissionDecision decision = await DecideAsync(Daily(new { r = "demo", d = "domain-a" }));

        Assert.Equal(ejected, (int?)decision.Profile!.EjectAfter?.TotalSeconds);
    }

    [Fact]
    public async Task ATokensEjectionReplacesTheRooms()
    {
        Define("demo", room => room with { EjectAfter = TimeSpan.FromSeconds(10), EjectAtExpiry = true, ExpiresAt = Now.AddSeconds(20) });

        AdmissionDecision decision = await DecideAsync(Daily(new { r = "demo", d = "domain-a", exp = Now.AddSeconds(90).ToUnixTimeSeconds(), ejt = true }));

        Assert.Equal(TimeSpan.FromSeconds(90), decision.Profile!.EjectAfter);
    }

    [Fact]
    public async Task ARefusedTokenSaysWhy()
    {
        AdmissionDecision decision = await DecideAsync("no token");

        Assert.Equal((StatusCodes.Status401Unauthorized, TokenRefusal.Malformed.Sentence()), (decision.Status, decision.Reason));
    }

    private sealed class TestDefinitions : IRoomDefinitions
    {
        public Dictionary<string, RoomDefinition> Rooms { get; } = [];

        public ValueTask<RoomDefinition?> FindAsync(string? domainId, string name, CancellationToken cancellation) =>
            ValueTask.FromResult(Rooms.GetValueOrDefault(name));
    }
}
