using System.Net;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;
using Switchroom.Server.Network.Linux;

namespace Switchroom.Server.Tests.Network;

public sealed class ReadingTimesTests : IDisposable
{
    private readonly LinuxSockets _sockets = new(1);

    public void Dispose() => _sockets.Dispose();

    [Fact]
    public void NothingIsReadWithoutSockets()
    {
        var times = new ReadingTimes(_sockets);

        Assert.Null(times.Next);
        Assert.False(times.TryTakeDue(TimeSpan.FromSeconds(1), out _));
    }

    [Fact]
    public void EachPhaseIsReadOnceBeforeItsStepTheLongestDueFirst()
    {
        var times = new ReadingTimes(_sockets);
        Bind(new MixPhase(3));
        Bind(new MixPhase(1));
        var read = new List<(int Milliseconds, int Phase)>();
        for (var now = 100; now < 150; now++)
        {
            while (times.TryTakeDue(TimeSpan.FromMilliseconds(now), out var phase))
            {
                read.Add((now, phase.Number));
            }
        }

        Assert.Equal([(100, 1), (100, 3), (105, 1), (115, 3), (125, 1), (135, 3), (145, 1)], read);
        Assert.Equal(TimeSpan.FromMilliseconds(155), times.Next);

        // Late: what was due first comes first, and each once.
        Assert.True(times.TryTakeDue(TimeSpan.FromMilliseconds(300), out var first));
        Assert.True(times.TryTakeDue(TimeSpan.FromMilliseconds(300), out var second));
        Assert.Equal((3, 1), (first.Number, second.Number));
        Assert.False(times.TryTakeDue(TimeSpan.FromMilliseconds(300), out _));
        Assert.Equal(TimeSpan.FromMilliseconds(305), times.Next);
    }

    private void Bind(MixPhase phase) => _sockets.BindUdp(new IPEndPoint(IPAddress.Loopback, 0), 1 << 16, out _, phase);
}
