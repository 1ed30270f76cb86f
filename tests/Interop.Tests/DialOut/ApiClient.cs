using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Switchroom.Interop.Tests.Browser;

namespace Switchroom.Interop.Tests.DialOut;

/// <summary>A client of the REST API as its users write them.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    public ApiClient(RunningServer server)
    {
        _http = new HttpClient { BaseAddress = new Uri(server.Url + "/v1/") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Secret);
    }

    public async Task<(int Status, JsonNode Body)> PostAsync(string path, JsonObject body, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _http.GetStringAsync(path))!;

    /// <summary>Posts what has to succeed.</summary>
    public async Task<JsonNode> MustPostAsync(string path, JsonObject body)
    {
        var (status, answer) = await PostAsync(path, body);
        Assert.True(status == 200, $"{path} answered {status}: {answer.ToJsonString()}");
        return answer;
    }

    /// <summary>A room that may dial out, and start its meeting by that.</summary>
    public Task<JsonNode> CreateRoomAsync(string name, JsonObject? dialOutConfig = null) => MustPostAsync("rooms", new JsonObject
    {
        ["name"] = name,
        ["properties"] = new JsonObject { ["enable_dialout"] = true, ["dialout_config"] = dialOutConfig ?? new JsonObject { ["allow_room_start"] = true } },
    });

    /// <summary>Dials, and answers the session id.</summary>
    public async Task<string> DialAsync(string room, JsonObject body) =>
        (await MustPostAsync($"rooms/{room}/dialOut/start", body))["sessionId"]!.GetValue<string>();

    public void Dispose() => _http.Dispose();
}
