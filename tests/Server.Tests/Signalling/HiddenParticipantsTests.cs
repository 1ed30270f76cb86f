using System.Net.WebSockets;
using Switchroom.Server.Signalling.Protocol;
using Switchroom.Server.Tests.Support;

namespace Switchroom.Server.Tests.Signalling;

/// <summary>Who joins without presence: only where the room says so, and then it takes no place and is not counted.</summary>
public sealed class HiddenParticipantsTests(SqliteServer server)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AreHiddenWhereTheRoomAllowsIt(bool allowed)
    {
        using ApiClient api = await server.NewDomainAsync();
        await api.PostAsync("/rooms", new { name = "demo", properties = new { enable_hidden_participants = allowed } });
        using ClientWebSocket visible = new();
        using ClientWebSocket hidden = new();
        Assert.False((await JoinAsync(visible, await TokenAsync(api, hasPresence: true))).Participant.Permission.Hidden);

        JoinResponse joined = await JoinAsync(hidden, await TokenAsync(api, hasPresence: false));

        Assert.Equal(allowed, joined.Participant.Permission.Hidden);
        Assert.Single(joined.OtherParticipants);
        Assert.Equal(allowed ? 1 : 2, (int)(await api.GetAsync("/rooms/demo/presence"))["total_count"]!);
    }

    [Theory]
    [InlineData(true, 101)]
    [InlineData(false, 403)]
    public async Task EnterAFullRoomOnlyWhereTheyAreHidden(bool allowed, int status)
    {
        using ApiClient api = await server.NewDomainAsync();
        await api.PostAsync("/rooms", new { name = "demo", properties = new { enable_hidden_participants = allowed, max_participants = 1 } });
        using ClientWebSocket visible = new();
        using ClientWebSocket hidden = new();
        await JoinAsync(visible, await TokenAsync(api, hasPresence: true));
        hidden.Options.CollectHttpResponseDetails = true;
        string token = await TokenAsync(api, hasPresence: false);

        if (allowed)
        {
            await JoinAsync(hidden, token);
        }
        else
        {
            await Assert.ThrowsAsync<WebSocketException>(() => JoinAsync(hidden, token));
        }

        Assert.Equal(status, (int)hidden.HttpStatusCode);
    }

    private static async Task<string> TokenAsync(ApiClient api, bool hasPresence)
    {
        ApiClient.Answer made = await api.PostAsync("/meeting-tokens", new { properties = new { room_name = "demo", permissions = new { hasPresence } } });
        return (string)made["token"]!;
    }

    private async Task<JoinResponse> JoinAsync(ClientWebSocket socket, string token)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        UriBuilder url = new(await server.UrlAsync()) { Scheme = "ws", Path = "/rtc", Query = $"access_token={token}" };
        await socket.ConnectAsync(url.Uri, cancellation);
        byte[] buffer = new byte[64 * 1024];
        WebSocketReceiveResult first = await socket.ReceiveAsync(buffer, cancellation);
        return SignalResponse.Parser.ParseFrom(buffer, 0, first.Count).Join;
    }
}
