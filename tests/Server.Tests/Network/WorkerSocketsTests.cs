using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;
using Switchroom.Server.Network.Linux;

namespace Switchroom.Server.Tests.Network;

public class WorkerSocketsTests
{
    private static readonly IPEndPoint AnyLoopback = new(IPAddress.Loopback, 0);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<bool> Implementations => LinuxSockets.IsSupported ? [true, false] : [false];

    [Theory]
    [MemberData(nameof(Implementations))]
    public void CarriesDatagramsBothWaysWithTheirAddresses(bool isLinux)
    {
        using var sockets = Open(isLinux);
        var one = sockets.BindUdp(AnyLoopback, 1 << 20, out var oneAddress);
        var two = sockets.BindUdp(AnyLoopback, 1 << 20, out var twoAddress);
        var received = new Received();
        for (var i = 0; i < 300; i++)
        {
            sockets.Send(one, twoAddress, [(byte)i, (byte)(i >> 8)]);
        }

        sockets.Send(two, oneAddress, new byte[1400]);
        sockets.Flush();
        Until(sockets, received, () => received.Datagrams.Count == 301);

        var atTwo = received.Datagrams.Where(datagram => datagram.Socket == two).ToList();
        Assert.Equal(Enumerable.Range(0, 300), atTwo.Select(datagram => datagram.Bytes[0] | (datagram.Bytes[1] << 8)));
        Assert.All(atTwo, datagram => Assert.Equal(oneAddress, datagram.From));
        var atOne = Assert.Single(received.Datagrams, datagram => datagram.Socket == one);
        Assert.Equal((1400, twoAddress), (atOne.Bytes.Length, atOne.From));
        Assert.All(atTwo, datagram => Assert.Same(atTwo[0].From, datagram.From));
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public void SpeaksIPv6(bool isLinux)
    {
        using var sockets = Open(isLinux);
        var six = sockets.BindUdp(new IPEndPoint(IPAddress.IPv6Loopback, 0), 1 << 16, out var address);
        var received = new Received();
        sockets.Send(six, address, [1, 2, 3]);
        sockets.Flush();
        Until(sockets, received, () => received.Datagrams.Count == 1);

        Assert.Equal(address, received.Datagrams[0].From);
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public async Task FramesDatagramsOnTcpConnections(bool isLinux)
    {
        using var sockets = Open(isLinux);
        sockets.ListenTcp(AnyLoopback, out var address);
        using var client = new TcpClient();
        await client.ConnectAsync(address, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(new byte[] { 0, 3, 7, 8, 9, 0, 1, 5, 0 });
        await stream.WriteAsync(new byte[] { 2, 4, 4 });
        var received = new Received();
        Until(sockets, received, () => received.Datagrams.Count == 3);
        Assert.Equal([[7, 8, 9], [5], [4, 4]], received.Datagrams.Select(datagram => datagram.Bytes.Select(b => (int)b).ToArray()));

        var connection = received.Datagrams[0].Socket;
        sockets.Send(connection, received.Datagrams[0].From, new byte[1000]);
        sockets.Flush();
        var answer = new byte[1002];
        await stream.ReadExactlyAsync(answer);
        Assert.Equal(1000, BinaryPrimitives.ReadUInt16BigEndian(answer));

        client.Close();
        Until(sockets, received, () => received.ClosedConnections.Count == 1);
        Assert.Equal(connection, received.ClosedConnections[0]);
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public async Task AConnectionOfWhichNothingComesIsClosed(bool isLinux)
    {
        using var sockets = Open(isLinux);
        sockets.ListenTcp(AnyLoopback, out var address);
        var received = new Received();
        using var silent = new TcpClient();
        using var stranger = new TcpClient();
        using var dead = new TcpClient();
        using var alive = new TcpClient();
        foreach (var client in new[] { silent, stranger, dead, alive })
        {
            await client.ConnectAsync(address, TestContext.Current.CancellationToken);
        }

        async Task Say(TcpClient client, byte what)
        {
            var before = received.Datagrams.Count;
            await client.GetStream().WriteAsync(new byte[] { 0, 1, what });
            Until(sockets, received, () => received.Datagrams.Count > before);
        }

        await Say(stranger, 1);
        await Say(dead, 2);
        await Say(alive, 3);
        var sockets3 = received.Datagrams.Select(datagram => datagram.Socket).ToList();
        foreach (var answered in received.Datagrams.Skip(1))
        {
            sockets.Send(answered.Socket, answered.From, [9]);
        }

        sockets.Flush();
        for (var second = 0; second < 61; second++)
        {
            await Say(alive, 4);
            sockets.CloseIdle(TimeSpan.FromSeconds(second), received);
            Assert.Equal(second switch { < 10 => 0, < 60 => 2, _ => 3 }, received.ClosedConnections.Count);
        }

        Assert.Equal(sockets3[0], Assert.Single(received.ClosedConnections.Take(2), sockets3.Contains));
        Assert.Equal(sockets3[1], received.ClosedConnections[2]);
        Assert.Equal(0, await silent.GetStream().ReadAsync(new byte[1]));
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public async Task WhoeverSpeaksSomethingElseIsCutOffAtOnce(bool isLinux)
    {
        using var sockets = Open(isLinux);
        sockets.ListenTcp(AnyLoopback, out var address);
        using var client = new TcpClient();
        await client.ConnectAsync(address, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\n"u8.ToArray());

        var received = new Received();
        Until(sockets, received, () => received.ClosedConnections.Count == 1);

        Assert.Empty(received.Datagrams);
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public async Task AWakeFromAnotherThreadEndsTheWait(bool isLinux)
    {
        using var sockets = Open(isLinux);
        var wait = Task.Run(() => sockets.Receive(TimeSpan.FromMinutes(5), new Received()));
        sockets.Wake();
        await wait.WaitAsync(Patience);
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public void AClosedSocketSendsAndReceivesNothing(bool isLinux)
    {
        using var sockets = Open(isLinux);
        var one = sockets.BindUdp(AnyLoopback, 1 << 16, out _);
        var two = sockets.BindUdp(AnyLoopback, 1 << 16, out var twoAddress);
        var three = sockets.BindUdp(AnyLoopback, 1 << 16, out var threeAddress);
        sockets.Send(one, twoAddress, [1]);
        sockets.Close(two);
        sockets.Close(two);
        sockets.Send(two, threeAddress, [2]);
        sockets.Send(one, threeAddress, [3]);
        sockets.Flush();
        var received = new Received();
        Until(sockets, received, () => received.Datagrams.Count > 0);

        var only = Assert.Single(received.Datagrams);
        Assert.Equal((three, (byte)3), (only.Socket, only.Bytes[0]));
    }

    [Fact]
    public void TheKernelSaysHowLongADatagramWaited()
    {
        using var sockets = Open(isLinux: true);
        var one = sockets.BindUdp(AnyLoopback, 1 << 16, out _);
        sockets.BindUdp(AnyLoopback, 1 << 16, out var twoAddress);
        var received = new Received();
        for (byte i = 0; i < 3; i++)
        {
            sockets.Send(one, twoAddress, [i]);
            sockets.Flush();
        }

        Until(sockets, received, () => received.Datagrams.Count == 3);

        Assert.All(received.Waits, wait => Assert.True(wait > TimeSpan.Zero));
        Assert.Equal(received.Waits.OrderDescending(), received.Waits);
    }

    [Fact]
    public void WhatComesToAPatientSocketWaitsAndWakesNobody()
    {
        using var sockets = Open(isLinux: true);
        var one = sockets.BindUdp(AnyLoopback, 1 << 16, out var oneAddress);
        var (phase, otherPhase) = (new MixPhase(1), new MixPhase(2));
        var patient = Enumerable.Range(0, 300).Select(_ => (Socket: sockets.BindUdp(AnyLoopback, 1 << 16, out var bound, phase), Address: bound)).ToList();
        Assert.True(sockets.HasPatient(phase));
        Assert.False(sockets.HasPatient(otherPhase));
        var received = new Received();
        for (byte i = 0; i < 3; i++)
        {
            patient.ForEach(socket => sockets.Send(one, socket.Address, [i]));
        }

        sockets.Send(one, oneAddress, [9]);
        sockets.Flush();
        Until(sockets, received, () => received.Datagrams.Count > 0);
        Assert.Equal(one, Assert.Single(received.Datagrams).Socket);

        sockets.ReceivePatient(otherPhase, received);
        Assert.Single(received.Datagrams);
        sockets.ReceivePatient(phase, received);
        Assert.Equal(901, received.Datagrams.Count);
        Assert.All(received.Waits, wait => Assert.True(wait > TimeSpan.Zero));
        Assert.All(received.Datagrams.Skip(1).GroupBy(datagram => datagram.Socket), group => Assert.Equal([0, 1, 2], group.Select(datagram => (int)datagram.Bytes[0])));

        patient.ForEach(socket => sockets.Close(socket.Socket));
        Assert.False(sockets.HasPatient(phase));
        sockets.ReceivePatient(phase, received);
        Assert.Equal(901, received.Datagrams.Count);
    }

    private static IWorkerSockets Open(bool isLinux) => isLinux ? new LinuxSockets(100) : new PlainSockets(100);

    private static void Until(IWorkerSockets sockets, Received received, Func<bool> done)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!done())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "nothing arrived");
            sockets.Receive(TimeSpan.FromSeconds(1), received);
        }
    }

    private sealed class Received : IDatagramReceiver
    {
        public List<(SocketId Socket, byte[] Bytes, IPEndPoint From)> Datagrams { get; } = [];

        public List<TimeSpan> Waits { get; } = [];

        public List<SocketId> ClosedConnections { get; } = [];

        void IDatagramReceiver.Received(SocketId socket, ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan waited)
        {
            Datagrams.Add((socket, datagram.ToArray(), from));
            Waits.Add(waited);
        }

        void IDatagramReceiver.Closed(SocketId connection) => ClosedConnections.Add(connection);
    }
}
