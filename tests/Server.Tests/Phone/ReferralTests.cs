using Switchroom.Server.Phone.Transfers;
using Switchroom.Server.Tests.Phone.Support;
using Switchroom.Server.Tests.Support;
using Switchroom.Sip.Calls;

namespace Switchroom.Server.Tests.Phone;

/// <summary><c>sipRefer</c> with a phone on real sockets: what is told, and where the call is afterwards.</summary>
public sealed class ReferralTests(OutcomeServer shared) : IClassFixture<OutcomeServer>, IDisposable
{
    private const string Elsewhere = "sip:carol@example.org";

    private readonly TestLine _line = new();

    private CallServer Server => shared.Server;

    [Fact]
    public async Task ACallWhoseFarEndReachedTheOtherPartyIsOver()
    {
        var (room, id) = await ConnectAsync();
        var (asked, answer) = await ReferAsync(room, id);
        Assert.Equal(Elsewhere, asked.Target.ToString());
        _line.Post(new AcceptRefer(asked.Key));
        Assert.Equal("""200 {"ok":true}""", (await answer).ToString());
        _line.Post(new ReportRefer(asked.Key, 180, "Ringing"));
        _line.Post(new ReportRefer(asked.Key, 200, "OK"));

        Assert.True((bool)(await Server.NextAsync("calltransfer.triggered", id))["is_sip_refer"]!);
        Assert.Equal(Elsewhere, (string?)(await Server.NextAsync("calltransfer.initiated", id))["to_endpoint"]);
        Assert.False((await Server.NextAsync("calltransfer.answered", id)).ContainsKey("to_session_id"));
        Assert.Equal("transfer", (string?)(await Server.NextAsync("dialout.stopped", id))["ended_by"]);
        await AssertCompletedAsync(id, "completed", refer: 202, notify: 200);
        Assert.Equal(CallParty.Peer, (await _line.ExpectAsync<CallEnded>()).By);
        var transfer = (await Server.Api.GetAsync($"/rooms/{room}/dialOut/{id}")).Json["transfer"]!;
        Assert.Equal((Elsewhere, "completed"), ((string?)transfer["toEndPoint"], (string?)transfer["status"]));
    }

    [Theory]
    [InlineData(486, "busy")]
    [InlineData(603, "busy")]
    [InlineData(487, "no-answer")]
    [InlineData(404, "failed")]
    public async Task ACallWhoseFarEndDidNotReachTheOtherPartyGoesOn(int status, string completeStatus)
    {
        var (room, id) = await ConnectAsync();
        var (asked, _) = await ReferAsync(room, id);
        _line.Post(new AcceptRefer(asked.Key));
        _line.Post(new ReportRefer(asked.Key, 180, "Ringing"));
        _line.Post(new ReportRefer(asked.Key, status, "No"));

        await AssertCompletedAsync(id, completeStatus, refer: 202, notify: status);
        Assert.Equal("answered", (string?)(await Server.Api.GetAsync($"/rooms/{room}/dialOut/{id}"))["state"]);
    }

    [Fact]
    public async Task ARefusedReferSaysWhyAndMayBeAskedAgain()
    {
        var (room, id) = await ConnectAsync();
        var (asked, answer) = await ReferAsync(room, id);
        _line.Post(new RefuseRefer(asked.Key, 603));
        Assert.Equal("the far end refused: SIP 603 Decline", (await answer).Info);
        await AssertCompletedAsync(id, "failed", refer: 603, notify: null);

        (asked, answer) = await ReferAsync(room, id);
        Assert.Equal("the call is being transferred already", (await Server.Api.PostAsync($"/rooms/{room}/sipRefer", new { sessionId = id, toEndPoint = Elsewhere })).Info);
        _line.Post(new AcceptRefer(asked.Key));
        Assert.Equal(200, (await answer).Status);
    }

    [Fact]
    public async Task AFarEndThatHangsUpBeforeItToldAnOutcomeCancelsTheTransfer()
    {
        var (room, id) = await ConnectAsync();
        var (asked, answer) = await ReferAsync(room, id);
        _line.Post(new AcceptRefer(asked.Key));
        await answer;
        _line.Post(new HangUp(asked.Key));

        Assert.Equal("callee", (string?)(await Server.NextAsync("dialout.stopped", id))["ended_by"]);
        await AssertCompletedAsync(id, "canceled", refer: 202, notify: 100);
    }

    [Fact]
    public async Task ATellingThatEndsWithoutAnOutcomeHasFailed()
    {
        Assert.Equal("the far end told no outcome", (await EndingAsync(408, ReferNews.Silence)).Problem);
        Assert.Equal("the far end told no outcome, last: SIP 183 Progress", (await EndingAsync(183, ReferNews.Notified)).Problem);

        static async Task<TransferEnding> EndingAsync(int status, ReferNews news)
        {
            var referral = new CallReferral();
            referral.Handle(new ReferProgressed(default, default, 202, "Accepted", IsFinal: false) { News = ReferNews.Answer });
            referral.Handle(new ReferProgressed(default, default, status, "Progress", IsFinal: true) { News = news });
            Assert.True(await referral.Accepted);
            return await referral.Done;
        }
    }

    public void Dispose() => _line.Dispose();

    private async Task<(string Room, string Id)> ConnectAsync()
    {
        var room = await Server.NewRoomAsync();
        return (room, await Server.ConnectAsync(room, _line));
    }

    private async Task<(ReferReceived Asked, Task<ApiClient.Answer> Answer)> ReferAsync(string room, string id)
    {
        var answer = Server.Api.PostAsync($"/rooms/{room}/sipRefer", new { sessionId = id, toEndPoint = Elsewhere });
        return (await _line.ExpectAsync<ReferReceived>(), answer);
    }

    private async Task AssertCompletedAsync(string id, string status, int? refer, int? notify)
    {
        var completed = await Server.NextAsync("calltransfer.completed", id);
        Assert.Equal(
            (status, refer, notify),
            ((string?)completed["complete_status"], (int?)completed["refer_sip_response_code"], (int?)completed["notify_sip_response_code"]));
    }
}
