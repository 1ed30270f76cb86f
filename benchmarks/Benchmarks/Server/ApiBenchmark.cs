using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Switchroom.Server;

namespace Switchroom.Benchmarks.Server;

/// <summary>Requests per second of the REST API beside a constant answer of the same Kestrel, and what an idle server costs.</summary>
public sealed class ApiBenchmark : Benchmark
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const int Connections = 8;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override string Name => "api";

    /// <inheritdoc/>
    public override void Run(Report report)
    {
        var data = Directory.CreateTempSubdirectory("switchroom-bench-");
        try
        {
            MeasureRequestsAsync(report, data.FullName).GetAwaiter().GetResult();
            MeasureProcessAsync(report, data.FullName).GetAwaiter().GetResult();
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static string[] Settings(string data) =>
    [
        "--urls=http://127.0.0.1:0", $"--Switchroom:Data={data}", $"--Switchroom:ApiKey={Key}", "--Switchroom:Api:RateLimits:Enabled=false",
        "--Switchroom:Sip:Port=0", "--Switchroom:Sip:TlsPort=0", "--Switchroom:WebRtc:Port=0", "--Logging:LogLevel:Default=Warning",
    ];

    private static async Task MeasureRequestsAsync(Report report, string data)
    {
        await using var app = ServerHost.Build(Settings(data));
        app.MapGet("/constant", (RequestDelegate)(http => http.Response.WriteAsync("constant")));
        await app.StartAsync();
        var server = new Uri(app.Urls.First());
        await CreateRoomAsync(server);

        var constant = Request("GET", "/constant", "");
        var room = Request("GET", "/v1/rooms/bench", "");
        var token = Request("POST", "/v1/meeting-tokens", """{"properties":{"room_name":"bench","is_owner":true,"user_name":"Ann","exp":4102444800}}""");

        // the rounds alternate, so that a neighbour on the machine disturbs all three alike
        var (best, bestRoom, bestToken) = (0.0, 0.0, 0.0);
        await LoadGenerator.RunAsync(server, constant, Connections, WarmUp);
        await LoadGenerator.RunAsync(server, room, Connections, WarmUp);
        await LoadGenerator.RunAsync(server, token, Connections, WarmUp);
        for (var round = 0; round < 3; round++)
        {
            best = Math.Max(best, await LoadGenerator.RunAsync(server, constant, Connections, Duration));
            bestRoom = Math.Max(bestRoom, await LoadGenerator.RunAsync(server, room, Connections, Duration));
            bestToken = Math.Max(bestToken, await LoadGenerator.RunAsync(server, token, Connections, Duration));
        }

        report.Add("api-constant", best, "requests/s");
        report.Add("api-get-room", bestRoom, "requests/s");
        report.Add("api-get-room-ratio", bestRoom / best, "x", "api-constant");
        report.Add("api-post-meeting-token", bestToken, "requests/s");
        report.Add("api-post-meeting-token-ratio", bestToken / best, "x", "api-constant");
        await app.StopAsync();
    }

    private static async Task MeasureProcessAsync(Report report, string data)
    {
        var best = double.MaxValue;
        var memory = 0.0;
        for (var round = 0; round < 3; round++)
        {
            var start = Stopwatch.GetTimestamp();
            var program = Path.Combine(AppContext.BaseDirectory, "Switchroom.Server.dll");
            using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. Settings(data)]) { RedirectStandardOutput = true })!;
            while (await process.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Switchroom is ready", StringComparison.Ordinal))
            {
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(TimeSpan.FromSeconds(2));
            process.Refresh();
            memory = process.WorkingSet64 / 1048576.0;
            process.Kill();
            await process.WaitForExitAsync();
        }

        report.Add("start-to-ready", best, "ms");
        report.Add("idle-memory", memory, "MiB");
    }

    private static async Task CreateRoomAsync(Uri server)
    {
        using var http = new HttpClient { BaseAddress = server };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        var answer = await http.PostAsJsonAsync("/v1/rooms", new JsonObject { ["name"] = "bench", ["properties"] = new JsonObject { ["max_participants"] = 5 } });
        answer.EnsureSuccessStatusCode();
    }

    private static byte[] Request(string method, string path, string body) => Encoding.ASCII.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
}
