using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;
using Switchroom.Server.Network.Linux;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Network;

/// <summary>Connections that come while the process has no descriptor left. A shortage would be everybody's, so these tests have a process of their own.</summary>
public class DescriptorShortageTests
{
    private const int DescriptorLimit = 7;

    /// <summary>So many numbers are taken before no higher one is allowed; no fewer, as no more sockets may be asked about at once.</summary>
    private const int LowestDescriptors = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task AListenerRestsWhileThereIsNoDescriptorAndTakesWhoWaitedAfterwards()
    {
        Assert.SkipUnless(LinuxSockets.IsSupported, "the limit is Linux'");
        await using var process = TestProcess.Start(
            "dotnet", [typeof(DescriptorShortageTests).Assembly.Location, "-explicit", "only", "-class", typeof(DescriptorShortageTests).FullName!]);

        Assert.True(await process.WaitForExit(Patience) == 0, process.Output);
        Assert.Contains("Total: 3, Errors: 0, Failed: 0, Skipped: 0, Not Run: 1", process.Output, StringComparison.Ordinal);
    }

    [Theory(Explicit = true)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task InAProcessOfItsOwn(bool isLinux)
    {
        using IWorkerSockets sockets = isLinux ? new LinuxSockets(100) : new PlainSockets(100);
        sockets.ListenTcp(new IPEndPoint(IPAddress.Loopback, 0), out var address);
        var received = new Received();
        using var first = await SayAsync(address);
        Until(sockets, received, count: 1);
        using var second = await SayAsync(address);

        // what the runtime loads for an exception it has to load before
        Assert.NotEmpty(new SocketException((int)SocketError.TooManyOpenSockets).Message);
        Assert.Equal(0, GetLimit(DescriptorLimit, out var limits));
        var lowest = Enumerable.Range(0, LowestDescriptors).Select(_ => File.OpenHandle("/dev/null")).ToList();
        Assert.Equal(0, SetLimit(DescriptorLimit, limits with { Soft = LowestDescriptors }));
        sockets.Receive(TimeSpan.FromSeconds(1), received);
        Assert.Equal(0, SetLimit(DescriptorLimit, limits));
        lowest.ForEach(handle => handle.Dispose());

        for (var i = 0; i < 10; i++)
        {
            sockets.Receive(TimeSpan.Zero, received);
        }

        Assert.Equal(1, received.Count);
        sockets.CloseIdle(TimeSpan.FromSeconds(1), received);
        Until(sockets, received, count: 2);
    }

    private static async Task<TcpClient> SayAsync(IPEndPoint address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(new byte[] { 0, 1, 7 }, TestContext.Current.CancellationToken);
        return client;
    }

    private static void Until(IWorkerSockets sockets, Received received, int count)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (received.Count < count)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "nothing arrived");
            sockets.Receive(TimeSpan.FromSeconds(1), received);
        }
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    private static extern int GetLimit(int resource, out ResourceLimit limits);

    [DllImport("libc", EntryPoint = "setrlimit")]
    private static extern int SetLimit(int resource, in ResourceLimit limits);

    private readonly record struct ResourceLimit(ulong Soft, ulong Hard);

    private sealed class Received : IDatagramReceiver
    {
        public int Count { get; private set; }

        void IDatagramReceiver.Received(SocketId socket, ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan waited) => Count++;

        void IDatagramReceiver.Closed(SocketId connection) => Assert.Fail("a connection was closed");
    }
}
