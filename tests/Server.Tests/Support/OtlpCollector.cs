using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Switchroom.Server.Tests.Support;

/// <summary>An OpenTelemetry collector: takes metrics and traces as protocol buffers over HTTP, and says when it has seen some names.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    // ExportMetricsServiceRequest: resource_metrics, scope_metrics, metrics, name; spans are found likewise
    private static readonly int[] NamePath = [1, 2, 2];
    private const int MetricName = 1, SpanName = 5;

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, byte> _seen = new();
    private readonly ConcurrentBag<(HashSet<string> Names, TaskCompletionSource Found)> _wanted = [];

    private OtlpCollector()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/v1/metrics", context => TakeAsync(context, MetricName));
        _app.MapPost("/v1/traces", context => TakeAsync(context, SpanName));
    }

    public string Url => _app.Urls.First();

    public static async Task<OtlpCollector> StartAsync()
    {
        OtlpCollector collector = new();
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>Waits until metrics or spans of all these names have come.</summary>
    public async Task SeesAsync(IEnumerable<string> names)
    {
        HashSet<string> wanted = [.. names];
        TaskCompletionSource found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _wanted.Add((wanted, found));
        Tell();
        try
        {
            await found.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"these did not come: {string.Join(", ", wanted.Except(_seen.Keys))}");
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context, int nameField)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        Collect(body.ToArray(), 0, nameField);
        Tell();
        context.Response.ContentType = "application/x-protobuf";
    }

    private void Tell()
    {
        foreach (var (names, found) in _wanted)
        {
            if (names.All(_seen.ContainsKey))
            {
                found.TrySetResult();
            }
        }
    }

    private void Collect(byte[] message, int depth, int nameField)
    {
        CodedInputStream reader = new(message);
        while (reader.ReadTag() is var tag and not 0)
        {
            int field = WireFormat.GetTagFieldNumber(tag);
            if (WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited)
            {
                reader.SkipLastField();
            }
            else if (depth < NamePath.Length && field == NamePath[depth])
            {
                Collect(reader.ReadBytes().ToByteArray(), depth + 1, nameField);
            }
            else if (depth == NamePath.Length && field == nameField)
            {
                _seen.TryAdd(reader.ReadString(), 0);
            }
            else
            {
                reader.SkipLastField();
            }
        }
    }
}
