using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Switchroom.Server.Tests.House;
using Switchroom.Server.Tests.Support;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Telemetry;

public sealed partial class ExportTests
{
    [Fact]
    public async Task EveryMetricOfTheDocumentationAndTracesReachACollector()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        using TempFolder data = new();
        await using WebApplication server = TestServer.Build(
            data.FullPath,
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Url}",
            "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "--OTEL_METRIC_EXPORT_INTERVAL=200",
            "--OTEL_BSP_SCHEDULE_DELAY=200");
        await server.StartAsync(TestContext.Current.CancellationToken);
        using HttpClient client = new();
        using HttpResponseMessage response = await client.GetAsync(new Uri($"{server.Urls.First()}/rtc"), TestContext.Current.CancellationToken);

        List<string> documented = [.. Documented()];
        Assert.Contains("switchroom.media.packets.forwarded", documented);
        Assert.Contains("switchroom.sip.faults", documented);
        await collector.SeesAsync([.. documented, "http.server.request.duration", "dotnet.gc.collections", "GET /rtc"]);

        await server.StopAsync(TestContext.Current.CancellationToken);
    }

    private static IEnumerable<string> Documented()
    {
        string settings = File.ReadAllText(Path.Combine(Repository.Root, "docs", "SETTINGS.md"));
        return from sentence in MeterSentence().Matches(settings)
               from name in Name().Matches(sentence.Groups[2].Value)
               select sentence.Groups[1].Value + name.Groups[1].Value;
    }

    [GeneratedRegex(@"`(switchroom\.[a-z]+\.)` \+ (.*?)\.\s", RegexOptions.Singleline)]
    private static partial Regex MeterSentence();

    [GeneratedRegex("`([a-z.]+)`")]
    private static partial Regex Name();
}
