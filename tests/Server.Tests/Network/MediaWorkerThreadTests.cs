using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;

namespace Switchroom.Server.Tests.Network;

public sealed class MediaWorkerThreadTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly WebRtcIdentity _identity = new(DateTimeOffset.UtcNow);
    private readonly PhonePorts _ports = new(10_000, 19_999, new CryptographicRandom(), TimeProvider.System, TimeSpan.Zero);
    private readonly MediaWorkerThread _worker;
    private readonly RoomDirectory _directory;

    public MediaWorkerThreadTests()
    {
        var options = new MediaThreadOptions { Listen = IPAddress.Loopback };
        _worker = new MediaWorkerThread(options, _ports, _identity, new Random(1), TimeProvider.System, NullLogger.Instance);
        _directory = new RoomDirectory([_worker]);
        _worker.Start();
    }

    public void Dispose()
    {
        _worker.Dispose();
        _identity.Dispose();
    }

    [Fact]
    public async Task CarriesOutCommandsAndHandsEventsToAllWhoListen()
    {
        var events = new ConcurrentQueue<WorkerEvent>();
        using var faulty = _directory.Subscribe(_ => throw new InvalidOperationException("a faulty handler"));
        using var good = _directory.Subscribe(events.Enqueue);
        var room = await _directory.OpenAsync(Config("one")).WaitAsync(Patience);
        var joined = await _directory.SendAsync(new Join(room.RoomId, "a", new ParticipantProfile { Identity = "a" })).WaitAsync(Patience);

        Assert.Equal(CommandResult.Done, joined);
        Assert.Equal(
            [typeof(RoomOpened), typeof(ParticipantJoined), typeof(SubscriberOffer)],
            events.Where(happened => happened is not LocalCandidate).Select(happened => happened.GetType()));
        Assert.Equal("a", Assert.Single(_directory.Find(null, "one")!.Participants.Values).Identity);
    }

    [Fact]
    public async Task AnOpenRoomTakesOnItsNewLimits()
    {
        var room = await _directory.OpenAsync(Config("changing")).WaitAsync(Patience);
        Assert.True((await JoinAsync("a")).IsDone);

        var changed = await _directory.OpenAsync(Config("changing") with { MaxParticipants = 1 }).WaitAsync(Patience);

        Assert.Equal((room.RoomId, 1), (changed.RoomId, changed.Config.MaxParticipants));
        Assert.Equal(CommandRefusal.RoomFull, (await JoinAsync("b")).Refusal);
        Assert.Equal("a", Assert.Single(_directory.Find(null, "changing")!.Participants.Values).Identity);

        Task<CommandResult> JoinAsync(string id) => _directory.SendAsync(new Join(room.RoomId, id, new ParticipantProfile { Identity = id })).WaitAsync(Patience);
    }

    [Fact]
    public async Task WhatIsCountedCanBeMeasured()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        _ = new MediaMetrics(services.GetRequiredService<IMeterFactory>(), [_worker]);
        var room = await _directory.OpenAsync(Config("measured")).WaitAsync(Patience);
        await _directory.SendAsync(new Join(room.RoomId, "a", new ParticipantProfile { Identity = "a" })).WaitAsync(Patience);
        var measured = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == MediaMetrics.MeterName && instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            Assert.Equal(_worker.LocalEndPoint.Port, tags.ToArray().Single(tag => tag.Key == "worker").Value);
            measured[instrument.Name] = value;
        });
        listener.Start();
        listener.RecordObservableInstruments();

        Assert.Equal(13, measured.Count);
        Assert.Equal((1, 1, 0), (measured["switchroom.media.rooms"], measured["switchroom.media.participants"], measured["switchroom.media.packets.forwarded"]));
    }

    [Fact]
    public async Task ANameIsAnotherRoomInAnotherDomain()
    {
        var one = await _directory.OpenAsync(Config("standup") with { DomainId = "one" }).WaitAsync(Patience);
        var two = await _directory.OpenAsync(Config("standup") with { DomainId = "two" }).WaitAsync(Patience);

        Assert.NotEqual(one.RoomId, two.RoomId);
        Assert.Equal(two.RoomId, _directory.Find("two", "standup")?.RoomId);
        Assert.Null(_directory.Find(null, "standup"));
    }

    [Fact]
    public async Task ANameIsOneRoomUntilItCloses()
    {
        var rooms = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _directory.OpenAsync(Config("shared")))).WaitAsync(Patience);
        var id = Assert.Single(rooms.Select(room => room.RoomId).Distinct());
        Assert.True((await _directory.SendAsync(new CloseRoom(id)).WaitAsync(Patience)).IsDone);

        Assert.Null(_directory.Find(null, "shared"));
        Assert.Equal(CommandRefusal.NoSuchRoom, (await _directory.SendAsync(new CloseRoom(id)).WaitAsync(Patience)).Refusal);
        Assert.NotEqual(id, (await _directory.OpenAsync(Config("shared")).WaitAsync(Patience)).RoomId);
    }

    [Fact]
    public async Task PhoneSocketsArePairsOfAnEvenAndTheNextPort()
    {
        var room = await _directory.OpenAsync(Config("phones")).WaitAsync(Patience);
        var one = await _directory.OpenPhoneSocketsAsync(room.RoomId).WaitAsync(Patience);
        var two = await _directory.OpenPhoneSocketsAsync(room.RoomId).WaitAsync(Patience);

        Assert.Equal(0, one!.Advertised.Port % 2);
        Assert.NotEqual(one.Advertised.Port, two!.Advertised.Port);
        Assert.Equal(4, new[] { one.Rtp, one.Rtcp, two.Rtp, two.Rtcp }.Distinct().Count());
    }

    [Fact]
    public async Task APairOfWhichNoLegIsMadeIsClosed()
    {
        var room = await _directory.OpenAsync(Config("refused")).WaitAsync(Patience);
        var pair = (await _directory.OpenPhoneSocketsAsync(room.RoomId).WaitAsync(Patience))!;
        var options = new PhoneLegOptions { Rtp = pair.Rtp, Rtcp = pair.Rtcp, Advertised = pair.Advertised };

        var refused = await _directory.SendAsync(new AddPhoneLeg(room.RoomId, "nobody", options)).WaitAsync(Patience);

        Assert.Equal(CommandRefusal.NoSuchParticipant, refused.Refusal);
        foreach (var port in new[] { pair.Advertised.Port, pair.Advertised.Port + 1 })
        {
            using var free = new UdpClient(new IPEndPoint(IPAddress.Loopback, port));
        }
    }

    [Fact]
    public async Task APairOfARoomThatClosesBeforeItHasALegIsClosedWithIt()
    {
        var room = await _directory.OpenAsync(Config("short")).WaitAsync(Patience);
        var pair = (await _directory.OpenPhoneSocketsAsync(room.RoomId).WaitAsync(Patience))!;
        await _directory.SendAsync(new CloseRoom(room.RoomId)).WaitAsync(Patience);
        _directory.ReleasePhoneSockets(room.RoomId, pair);

        foreach (var port in new[] { pair.Advertised.Port, pair.Advertised.Port + 1 })
        {
            using var free = new UdpClient(new IPEndPoint(IPAddress.Loopback, port));
        }

        Assert.Null(await _worker.OpenPhoneSocketsAsync(room.RoomId).WaitAsync(Patience));
    }

    [Fact]
    public void PortsComeInAnOrderOfTheirOwn()
    {
        static List<int> Order(int seed)
        {
            var ports = new PhonePorts(10_000, 10_199, new Random(seed), TimeProvider.System, TimeSpan.Zero);
            return [.. Enumerable.Range(0, 100).Select(_ => ports.TryTake(out var port) ? port.Value : 0)];
        }

        Assert.NotEqual(Order(1), Order(2));
        Assert.Equal(Order(1).Order(), Order(2).Order());
        Assert.All(Order(1), port => Assert.Equal(0, port % 2));
    }

    [Fact]
    public async Task AFaultOfTheThreadItselfClosesItsRoomsAndTheThreadGoesOn()
    {
        var time = new FaultyTime();
        using var worker = new MediaWorkerThread(new MediaThreadOptions { Listen = IPAddress.Loopback }, _ports, _identity, new Random(1), time, NullLogger.Instance);
        var directory = new RoomDirectory([worker]);
        var closed = new TaskCompletionSource<RoomClosed>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = directory.Subscribe(happened => _ = happened is RoomClosed over && closed.TrySetResult(over));
        worker.Start();
        var room = await directory.OpenAsync(Config("unlucky")).WaitAsync(Patience);

        time.Arm();

        Assert.Equal(room.RoomId, (await closed.Task.WaitAsync(Patience)).RoomId);
        Assert.Equal(1, worker.Counters.Faults);
        Assert.NotEqual(room.RoomId, (await directory.OpenAsync(Config("unlucky")).WaitAsync(Patience)).RoomId);
    }

    [Fact]
    public void AReturnedPortRestsBeforeItIsUsedAgain()
    {
        var time = new FakeTimeProvider();
        var ports = new PhonePorts(10_001, 10_006, new Random(1), time, TimeSpan.FromSeconds(30));
        Assert.True(ports.TryTake(out var one));
        Assert.True(ports.TryTake(out var two));
        Assert.Equal([10_002, 10_004], new[] { one.Value, two.Value }.Order());
        Assert.False(ports.TryTake(out _));

        ports.Return(one.Value);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(ports.TryTake(out _));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(ports.TryTake(out var again));
        Assert.Equal(one, again);
    }

    /// <summary>A clock that fails once when armed.</summary>
    private sealed class FaultyTime : TimeProvider
    {
        private int _armed;

        public void Arm() => Interlocked.Exchange(ref _armed, 1);

        public override long GetTimestamp() =>
            Interlocked.Exchange(ref _armed, 0) == 1 ? throw new InvalidOperationException("a defect") : base.GetTimestamp();
    }

    private static RoomConfig Config(string name) => new() { RoomId = $"RM_{Guid.NewGuid():N}", Name = name };
}
