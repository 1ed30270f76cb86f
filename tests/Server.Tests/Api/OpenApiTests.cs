using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchroom.Server.Tests.Support;

namespace Switchroom.Server.Tests.Api;

public sealed class OpenApiTests(SqliteServer server)
{
    private const string GoldenFile = "Api/OpenApi/v1.json";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task TheDocumentIsTheGoldenFile()
    {
        var document = (await DocumentAsync()).ToJsonString(Readable) + "\n";
        var golden = Path.Combine(AppContext.BaseDirectory, GoldenFile);
        if (document != await File.ReadAllTextAsync(golden))
        {
            var found = Path.Combine(Path.GetTempPath(), "switchroom-openapi-v1.json");
            await File.WriteAllTextAsync(found, document);
            Assert.Fail($"The OpenAPI document changed. If that is meant: cp {found} tests/Server.Tests/{GoldenFile}");
        }
    }

    [Fact]
    public async Task EverythingIsDescribed()
    {
        foreach (var (path, methods) in (await DocumentAsync())["paths"]!.AsObject())
        {
            foreach (var (method, operation) in methods!.AsObject())
            {
                Assert.False(string.IsNullOrEmpty((string?)operation!["summary"]), $"{method} {path}");
                Assert.Subset(operation["responses"]!.AsObject().Select(pair => pair.Key).ToHashSet(), new HashSet<string> { "200", "400", "401", "429", "500" });
                foreach (var schema in Schemas(operation))
                {
                    Assert.All(schema["properties"]!.AsObject(), property => Assert.False(string.IsNullOrEmpty((string?)property.Value!["description"]), $"{method} {path}: {property.Key}"));
                }
            }
        }
    }

    [Fact]
    public async Task OperationIdsAreUnique()
    {
        var ids = (await DocumentAsync())["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => (string)operation.Value!["operationId"]!).ToArray();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public async Task APageToTryItIsServed()
    {
        using var http = new HttpClient { BaseAddress = await server.UrlAsync() };
        Assert.Contains("swagger-ui", await http.GetStringAsync("/docs/index.html"), StringComparison.Ordinal);
        Assert.Equal("application/javascript", (await http.GetAsync("/docs/swagger-ui-bundle.js")).Content.Headers.ContentType?.MediaType?.Replace("text/", "application/", StringComparison.Ordinal));
    }

    private async Task<JsonNode> DocumentAsync()
    {
        using var http = new HttpClient { BaseAddress = await server.UrlAsync() };
        return JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!;
    }

    private static IEnumerable<JsonObject> Schemas(JsonNode? node) => node switch
    {
        JsonObject item => (item["properties"] is JsonObject && item["type"]?.ToString() == "object" ? [item] : Array.Empty<JsonObject>()).Concat(item.SelectMany(pair => Schemas(pair.Value))),
        JsonArray list => list.SelectMany(Schemas),
        _ => [],
    };
}
