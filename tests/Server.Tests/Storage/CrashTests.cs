using System.Diagnostics;
using System.Text.Json.Nodes;
using Switchroom.Server.Tests.Commands;
using Switchroom.Server.Tests.Support;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Storage;

/// <summary>The process is killed while it creates rooms: afterwards every batch is there whole or not at all.</summary>
public sealed class CrashTests
{
    private const int BatchSize = 500;

    [Fact]
    public async Task AKilledServerLeavesNoHalfWrittenBatch()
    {
        using var folder = new TempFolder();
        var answered = new HashSet<int>();
        for (var round = 0; round < 3; round++)
        {
            await using var server = await ServerProcess.StartAsync(folder.FullPath);
            using var api = new ApiClient(server.Url, ServerProcess.ApiKey, "", "");
            var acknowledged = new TaskCompletionSource();
            var work = Enumerable.Range(0, 4).Select(i => CreateAsync(api, (round * 10) + i, answered, acknowledged)).ToArray();

            // the first answer shows that the others are under way
            await acknowledged.Task.WaitAsync(TestProcess.Patience);
            Process.GetProcessById(server.Process.Id).Kill();
            await Task.WhenAll(work);
        }

        await using var last = await ServerProcess.StartAsync(folder.FullPath);
        using var reader = new ApiClient(last.Url, ServerProcess.ApiKey, "", "");
        var counts = new Dictionary<int, int>();
        var cursor = "";
        JsonArray page;
        do
        {
            page = (await reader.GetAsync($"/rooms?limit=100{cursor}"))["data"]!.AsArray();
            foreach (var room in page)
            {
                Assert.Equal(7, (int)room!["config"]!["max_participants"]!);
                var batch = int.Parse(((string)room["name"]!).Split('-')[1]);
                counts[batch] = counts.GetValueOrDefault(batch) + 1;
                cursor = $"&starting_after={room["id"]}";
            }
        }
        while (page.Count > 0);

        Assert.All(counts, batch => Assert.Equal(BatchSize, batch.Value));
        Assert.Subset(counts.Keys.ToHashSet(), answered);
    }

    private static async Task CreateAsync(ApiClient api, int batch, HashSet<int> answered, TaskCompletionSource acknowledged)
    {
        try
        {
            var rooms = Enumerable.Range(0, BatchSize).Select(i => new { name = $"batch-{batch}-{i}", properties = new { max_participants = 7 } });
            if ((await api.PostAsync("/batch/rooms", new { rooms })).Status == 200)
            {
                lock (answered)
                {
                    answered.Add(batch);
                }

                acknowledged.TrySetResult();
            }
        }
        catch (HttpRequestException)
        {
            // the server died under the request, as it was meant to
        }
    }
}
