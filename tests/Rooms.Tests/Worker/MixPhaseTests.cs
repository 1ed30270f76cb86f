using Switchroom.Media.Codecs;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Tests.Worker;

public sealed class MixPhaseTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private readonly WebRtcIdentity _identity = new(DateTimeOffset.UnixEpoch);
    private readonly MediaWorker _worker;

    public MixPhaseTests() => _worker = new MediaWorker(new MediaWorkerOptions { WebRtcSocket = new SocketId(1), Identity = _identity }, new Random(1));

    public void Dispose()
    {
        _worker.Dispose();
        _identity.Dispose();
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, 20)]
    [InlineData(0, 20, 20)]
    [InlineData(1, 0, 5)]
    [InlineData(1, 5, 5)]
    [InlineData(1, 6, 25)]
    [InlineData(3, 20, 35)]
    [InlineData(3, 36, 55)]
    public void StepsAreTwentyMillisecondsApartFromThePhasesOffset(int phase, int now, int step) =>
        Assert.Equal(TimeSpan.FromMilliseconds(step), new MixPhase(phase).StepFrom(TimeSpan.FromMilliseconds(now)));

    [Fact]
    public void AStepIsNotAfterItself() =>
        Assert.All(Enumerable.Range(0, MixPhase.Count).Select(number => new MixPhase(number)), phase =>
            Assert.Equal(phase.StepFrom(TimeSpan.Zero) + Step, phase.StepAfter(phase.StepFrom(TimeSpan.Zero))));

    [Fact]
    public void RoomsAreSpreadOverThePhasesAndKeepTheirs()
    {
        var rooms = Enumerable.Range(0, 2 * MixPhase.Count).Select(number => $"RM_{number}").ToList();
        rooms.ForEach(room => Assert.True(Open(room)));
        var phases = rooms.ConvertAll(room => _worker.PhaseOf(room)!.Value);
        Assert.All(phases.GroupBy(phase => phase), group => Assert.Equal(2, group.Count()));

        Assert.True(_worker.Handle(new CloseRoom(rooms[1], LeaveReason.RoomClosed), TimeSpan.Zero).IsDone);
        Assert.Null(_worker.PhaseOf(rooms[1]));
        Assert.True(Open("RM_next"));

        Assert.Equal(phases[1], _worker.PhaseOf("RM_next"));
        Assert.Equal(phases[2..], rooms[2..].Select(room => _worker.PhaseOf(room)!.Value));
    }

    [Fact]
    public void WhatIsSentAtOnceIsAPhasesShare()
    {
        const int Phones = 3;
        var rooms = Enumerable.Range(0, 2 * MixPhase.Count).Select(number => $"RM_{number}").ToList();
        var phones = new List<PreparedPhone>();
        foreach (var room in rooms)
        {
            Assert.True(Open(room));
            var first = phones.Count;
            phones.AddRange(Enumerable.Range(first, Phones).Select(number => new PreparedPhone(_worker, room, number, AudioCodec.Pcmu, null)));
        }

        var sentAt = new Dictionary<SocketId, List<TimeSpan>>();
        for (var now = TimeSpan.Zero; now < TimeSpan.FromSeconds(2); now += TimeSpan.FromMilliseconds(1))
        {
            if (now.Ticks % Step.Ticks == 0)
            {
                phones.ForEach(phone => phone.Send(_worker, now));
            }

            _worker.HandleDeadline(now);
            while (_worker.TryTakeDatagram(out var datagram))
            {
                if (datagram.Bytes.Length == 172)
                {
                    (sentAt.TryGetValue(datagram.Socket, out var times) ? times : sentAt[datagram.Socket] = []).Add(now);
                }
            }

            while (_worker.TryTakeEvent(out _))
            {
            }
        }

        Assert.Equal(phones.Count, sentAt.Count);
        Assert.All(sentAt.Values, times => Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(Step, pair.Second - pair.First)));
        Assert.All(sentAt.Values.SelectMany(times => times).GroupBy(time => time), burst => Assert.InRange(burst.Count(), 1, phones.Count / MixPhase.Count));
        Assert.Equal(0, _worker.Counters.LateTicks);
        phones.ForEach(phone => phone.Dispose());
    }

    private bool Open(string room) => _worker.Handle(new CreateRoom(new RoomConfig { RoomId = room, Name = room }), TimeSpan.Zero).IsDone;
}
