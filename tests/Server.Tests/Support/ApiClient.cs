using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Switchroom.Server.Tests.Support;

/// <summary>Speaks to the API with one key, and keeps answers as they came.</summary>
internal sealed class ApiClient(Uri server, string key, string domainId, string keyId) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = TimeSpan.FromMinutes(2) };

    public string Key => key;

    public string KeyId => keyId;

    public string DomainId => domainId;

    /// <summary>An answer.</summary>
    public sealed record Answer(int Status, string Text, HttpResponseHeaders Headers)
    {
        public JsonNode Json => JsonNode.Parse(Text)!;

        public JsonNode? this[string name] => Json[name];

        public string? Info => (string?)Json["info"];

        public string? Error => (string?)Json["error"];

        public override string ToString() => $"{Status} {Text}";
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> DeleteAsync(string path, object? body = null) => SendAsync(HttpMethod.Delete, path, body);

    public Task<Answer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    /// <summary>Sends a body: bytes and text as they are, anything else as JSON.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body, string? authorization = "", string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, "/v1" + path);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization.Length == 0 ? $"Bearer {key}" : authorization);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body switch
            {
                byte[] bytes => bytes,
                string text => Encoding.UTF8.GetBytes(text),
                _ => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body),
            });
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        using var response = await _http.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }

    /// <summary>Creates a room with these properties, or fails the test.</summary>
    public async Task<string> NewRoomAsync(object? properties = null)
    {
        var answer = await PostAsync("/rooms", new { properties = properties ?? new { } });
        Assert.Equal(200, answer.Status);
        return (string)answer["name"]!;
    }

    public void Dispose() => _http.Dispose();
}
