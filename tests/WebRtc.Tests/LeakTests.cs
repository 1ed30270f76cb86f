using Switchroom.TestKit.Peers;
using Switchroom.WebRtc.DataChannels;

namespace Switchroom.WebRtc.Tests;

/// <summary>Reads the memory of the whole process, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
[Collection(nameof(LeakTests))]
public sealed class LeakTests
{
    private static readonly TestMedia Audio = new("0", "audio", 1000);

    [Fact]
    public void LeaksNothingOverAThousandConnectsAndCloses()
    {
        using var scenario = new PeerScenario();
        var baseline = 0L;
        for (var round = 0; round < 1000; round++)
        {
            var (peer, client) = scenario.Publish(Audio);
            var channel = client.OpenDataChannel(new DataChannelOptions("_reliable"), scenario.Now);
            Assert.True(scenario.RunUntil(() => channel.IsOpen));
            peer.Close(scenario.Now);
            scenario.Server.Remove(peer, scenario.Now);
            scenario.RemoveClient(client);
            scenario.Server.Events.Clear();
            if (round == 200)
            {
                GC.Collect();
                baseline = Environment.WorkingSet;
            }
        }

        GC.Collect();
        Assert.Equal(0, scenario.Pool.Outstanding);
        Assert.Equal(0, scenario.Server.RoutedAddresses);

        // 800 leaked OpenSSL sessions would be more than 40 MB.
        Assert.True(Environment.WorkingSet - baseline < 30_000_000, $"{(Environment.WorkingSet - baseline) / 1e6:F1} MB");
    }
}
