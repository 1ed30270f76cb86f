using Switchroom.Rtp.Reception;
using Switchroom.Rtp.Rtcp;

namespace Switchroom.Rtp.Tests.Reception;

public sealed class ReceptionStatisticsTests
{
    private readonly ReceptionStatistics _statistics = new(new Ssrc(7), 8000);

    [Fact]
    public void CountsLossOverAWrap()
    {
        for (var number = 65_000; number < 66_000; number++)
        {
            if (number % 10 != 0 || number == 65_000)
            {
                Receive(number);
            }
        }

        var report = _statistics.Report(TimeSpan.Zero);

        Assert.Equal((1000, 99), (_statistics.Expected, _statistics.Lost));
        Assert.Equal(25, report.FractionLost);
        Assert.Equal(99, report.CumulativeLost);
        Assert.Equal(66_000u - 1, report.HighestSequence);
        Assert.Equal(0, _statistics.Report(TimeSpan.Zero).FractionLost);
    }

    [Fact]
    public void TellsDuplicatesFromLatecomers()
    {
        Assert.Equal(
            [SequenceVerdict.Newer, SequenceVerdict.Newer, SequenceVerdict.Late, SequenceVerdict.Duplicate, SequenceVerdict.Late, SequenceVerdict.Duplicate],
            ((int[])[10, 12, 11, 12, 9, 9]).Select(Receive));
        Assert.Equal((4, 4, 2, 2), (_statistics.Received, _statistics.Expected, _statistics.Duplicates, _statistics.Reordered));
    }

    [Fact]
    public void CountsJitterInTheClockThatTheSourceHasNow()
    {
        void Receive(int number, int clockRate) => _statistics.OnPacket(
            (ushort)number, (uint)(number * clockRate / 50), TimeSpan.FromMilliseconds((20 * number) + (number % 2 * 4)));
        for (var number = 0; number < 200; number++)
        {
            Receive(number, 8000);
        }

        Assert.Equal(4, _statistics.Jitter.TotalMilliseconds, 0.1);
        _statistics.ChangeClock(48_000);
        Assert.Equal(4, _statistics.Jitter.TotalMilliseconds, 0.1);
        for (var number = 200; number < 400; number++)
        {
            Receive(number, 48_000);
            Assert.Equal(4, _statistics.Jitter.TotalMilliseconds, 0.3);
        }

        Assert.Equal((400, 0), (_statistics.Received, _statistics.Lost));
    }

    [Fact]
    public void BelievesAJumpOnlyWhenItGoesOn()
    {
        Receive(100);
        Assert.Equal(SequenceVerdict.Stray, Receive(30_000));
        Assert.Equal(SequenceVerdict.Newer, Receive(101));
        Assert.Equal(SequenceVerdict.Stray, Receive(40_000));
        Assert.Equal(SequenceVerdict.Restarted, Receive(40_001));

        Assert.Equal((1, 3, 0), (_statistics.Restarts, _statistics.Received, _statistics.Lost));
    }

    [Fact]
    public void MeasuresJitterAsTheRfcDoes()
    {
        for (var number = 0; number < 2000; number++)
        {
            _statistics.OnPacket((ushort)number, (uint)(uint.MaxValue - 8000 + 160 * number), TimeSpan.FromMilliseconds(20 * number + (number % 2 == 0 ? 0 : 8)));
        }

        Assert.Equal(8, _statistics.Jitter.TotalMilliseconds, 0.1);
    }

    [Fact]
    public void ReportsTheDelaySinceTheLastSenderReport()
    {
        Receive(1);
        _statistics.OnSenderReport(new SenderReport(new Ssrc(7), 0x0000_1234_5678_0000, 0, 0, 0), TimeSpan.FromSeconds(1));

        var report = _statistics.Report(TimeSpan.FromSeconds(3.5));

        Assert.Equal((0x1234_5678u, 163_840u), (report.LastSenderReport, report.DelaySinceLastSenderReport));
    }

    [Fact]
    public void UnwrapsCountersBothWays()
    {
        var sequences = new SequenceUnwrapper();
        var timestamps = new TimestampUnwrapper();

        Assert.Equal([65_535, 65_536, 65_534, 65_540, 98_000], ((ushort[])[65_535, 0, 65_534, 4, 32_464]).Select(number => sequences.Unwrap(number)));
        Assert.Equal([4_294_967_290, 4_294_967_300, 4_294_967_280], ((uint[])[4_294_967_290, 4, 4_294_967_280]).Select(number => timestamps.Unwrap(number)));
    }

    [Fact]
    public void WritesWallTimeAsNtp()
    {
        var time = NtpTime.Of(new DateTimeOffset(1900, 1, 1, 0, 1, 0, 500, TimeSpan.Zero));

        Assert.Equal(0x0000_003c_8000_0000ul, time.Value);
        Assert.Equal(0x0000_003d_c000_0000ul, time.After(TimeSpan.FromSeconds(1.25)).Value);
        Assert.Equal(0x003c_8000u, time.Middle);
    }

    private SequenceVerdict Receive(int number) => _statistics.OnPacket((ushort)number, (uint)(160 * number), TimeSpan.FromMilliseconds(20 * number));
}
