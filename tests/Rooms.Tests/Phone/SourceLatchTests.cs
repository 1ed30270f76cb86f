using System.Net;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Tests.Phone;

/// <summary>A call moves to another device, whose description names an address that nobody else can reach.</summary>
public sealed class SourceLatchTests
{
    private static readonly IPEndPoint Before = IPEndPoint.Parse("203.0.113.1:4000");
    private static readonly IPEndPoint Mapped = IPEndPoint.Parse("203.0.113.2:5000");
    private static readonly IPEndPoint Stranger = IPEndPoint.Parse("203.0.113.3:6000");
    private readonly SourceLatch _latch = new(new LegIce(new SocketId(1), new DatagramOutbox(), new Random(1)));

    public SourceLatchTests()
    {
        _latch.Expect(Before);
        Assert.True(Admit(Before, 0));
        _latch.Expect(IPEndPoint.Parse("192.168.1.2:5000"));
    }

    [Fact]
    public void WhatIsStillOnItsWayDoesNotKeepTheNewPlaceOut()
    {
        Assert.True(Admit(Before, 10_000));
        Assert.False(Admit(Mapped, 10_020));
        Assert.True(Admit(Before, 10_040));

        Assert.True(Admit(Mapped, 10_240));
        Assert.False(Admit(Before, 10_260));
        Assert.False(Admit(Stranger, 11_000));
        Assert.Equal(Mapped, _latch.Target);
    }

    [Fact]
    public void ThePlaceOfBeforeStaysWhenItGoesOnSpeaking()
    {
        for (var milliseconds = 0; milliseconds < 10_000; milliseconds += 20)
        {
            Assert.True(Admit(Before, milliseconds));
            Assert.False(Admit(Stranger, milliseconds + 10));
        }
    }

    private bool Admit(IPEndPoint from, int milliseconds) => _latch.Admit(from, isProven: false, TimeSpan.FromMilliseconds(milliseconds));
}
