using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Tests.Membership;

public class AttendanceTests
{
    private readonly RoomUnderTest _room = new();

    [Fact]
    public void TellsOfEachWhoJoinsAndLeaves()
    {
        _room.MustJoin("anna", "ben");
        _room.Handle(new Leave(RoomUnderTest.Id, "anna"));

        var events = _room.TakeEvents();
        Assert.Equal(["anna", "ben"], events.OfType<ParticipantJoined>().Select(e => e.ParticipantId));
        var left = Assert.Single(events.OfType<ParticipantLeft>());
        Assert.Equal(("anna", LeaveReason.ClientInitiated), (left.ParticipantId, left.Reason));
        Assert.Equal(ParticipantState.Disconnected, left.Participant.State);
        Assert.Equal(["ben"], _room.Room.Snapshot.Participants.Keys);
    }

    [Fact]
    public void ASecondJoinOfAnIdentityEjectsTheFirst()
    {
        _room.MustJoin("anna");
        Assert.True(_room.Join("anna2", profile => profile with { Identity = "anna" }).IsDone);

        var left = Assert.Single(_room.Take<ParticipantLeft>());
        Assert.Equal(("anna", LeaveReason.DuplicateIdentity), (left.ParticipantId, left.Reason));
        Assert.Equal("anna2", _room.Room.Snapshot.ByIdentity("anna")!.ParticipantId);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public void AUserIdIsSharedUnlessTheRoomWantsItUnique(bool unique, int staying)
    {
        var room = new RoomUnderTest(RoomUnderTest.Config with { UniqueUserIds = unique });
        room.Join("a", profile => profile with { UserId = "user" });
        room.Join("b", profile => profile with { UserId = "user" });

        Assert.Equal(staying, room.Room.Participants.Count);
    }

    [Fact]
    public void AFullRoomRefusesButNotWhoReplacesNorTheHidden()
    {
        var room = new RoomUnderTest(RoomUnderTest.Config with { MaxParticipants = 2 });
        room.MustJoin("a", "b");

        Assert.Equal(CommandRefusal.RoomFull, room.Join("c").Refusal);
        Assert.True(room.Join("b2", profile => profile with { Identity = "b" }).IsDone);
        Assert.True(room.Join("ghost", profile => profile with { Permissions = new() { Hidden = true } }).IsDone);
    }

    [Fact]
    public void ABanLastsAsLongAsTheMeeting()
    {
        _room.MustJoin("a", "b");
        _room.Handle(new Eject(RoomUnderTest.Id, ["a", "nobody"], [], Ban: true));

        Assert.Equal(LeaveReason.Removed, Assert.Single(_room.Take<ParticipantLeft>()).Reason);
        Assert.Equal(CommandRefusal.Banned, _room.Join("a").Refusal);
        Assert.Equal(CommandRefusal.Banned, _room.Join("other", profile => profile with { UserId = "a" }).Refusal);
    }

    [Fact]
    public void EjectsWhenTheTimeFixedAtTheJoinIsUp()
    {
        _room.Join("a", profile => profile with { EjectAfter = TimeSpan.FromMinutes(10) });
        _room.Pass(TimeSpan.FromMinutes(9.9));
        Assert.Empty(_room.Take<ParticipantLeft>());

        _room.Pass(TimeSpan.FromMinutes(0.2));
        Assert.Equal(LeaveReason.Expired, Assert.Single(_room.Take<ParticipantLeft>()).Reason);
    }

    [Fact]
    public void AnEmptyRoomClosesAfterItsTimeouts()
    {
        var unused = new RoomUnderTest();
        unused.Pass(TimeSpan.FromSeconds(299));
        Assert.False(unused.Room.IsClosed);
        unused.Pass(TimeSpan.FromSeconds(2));
        Assert.True(unused.Room.IsClosed);

        _room.MustJoin("a");
        _room.Pass(TimeSpan.FromHours(2));
        Assert.False(_room.Room.IsClosed);
        _room.Handle(new Leave(RoomUnderTest.Id, "a"));
        _room.Pass(TimeSpan.FromSeconds(21));
        Assert.Equal(1, Assert.Single(_room.Take<RoomClosed>()).MostParticipants);
    }

    [Fact]
    public void AgentsAndRecordersDoNotKeepARoomOpen()
    {
        _room.Join("agent", profile => profile with { Kind = ParticipantKind.Agent });
        _room.MustJoin("a");
        _room.Handle(new Leave(RoomUnderTest.Id, "a"));
        _room.Pass(TimeSpan.FromSeconds(21));

        Assert.True(_room.Room.IsClosed);
        Assert.Contains(_room.Take<ParticipantLeft>(), left => left.ParticipantId == "agent");
    }

    [Fact]
    public void ALostSignallingConnectionMayResumeForAWhile()
    {
        _room.MustJoin("a", "b");
        _room.Handle(new SuspendParticipant(RoomUnderTest.Id, "a"));
        _room.Pass(TimeSpan.FromSeconds(20));
        _room.Room.Resumed(_room.Room.Find("a")!, isConnected: true, _room.Now);
        _room.Pass(TimeSpan.FromSeconds(60));
        Assert.NotNull(_room.Room.Find("a"));

        _room.Handle(new SuspendParticipant(RoomUnderTest.Id, "b"));
        _room.Pass(TimeSpan.FromSeconds(31));
        Assert.Equal(LeaveReason.SignalClosed, Assert.Single(_room.Take<ParticipantLeft>()).Reason);
    }

    [Fact]
    public void WhoNeverConnectsLeaves()
    {
        var room = new RoomUnderTest(RoomUnderTest.Config with { ConnectTimeout = TimeSpan.FromSeconds(15) });
        room.MustJoin("a", "b");
        room.Room.Connected(room.Room.Find("a")!);
        room.Pass(TimeSpan.FromSeconds(16));

        Assert.Equal(("b", LeaveReason.JoinFailure), room.Take<ParticipantLeft>().Select(left => (left.ParticipantId, left.Reason)).Single());
    }

    [Fact]
    public void AThousandJoinsAndLeavesLeaveNothingBehind()
    {
        _room.MustJoin("host");
        var track = _room.Publish("host");
        for (var i = 0; i < 1000; i++)
        {
            _room.MustJoin($"guest{i}");
            _room.Publish($"guest{i}");
            _room.Handle(new Leave(RoomUnderTest.Id, $"guest{i}"));
            _room.TakeEvents();
        }

        Assert.Empty(_room.SubscribersOf(track));
        Assert.Empty(_room.Room.Find("host")!.Subscriptions.Active);
        Assert.Single(_room.Room.Snapshot.Participants);
    }
}
