using FsCheck.Xunit;
using Switchroom.WebRtc.Sctp;

namespace Switchroom.WebRtc.Tests.Sctp;

public sealed class TsnGapsTests
{
    [Property(MaxTest = 300)]
    public void AgreesWithASetWhateverTheOrder(byte[] offsets, uint start)
    {
        var gaps = new TsnGaps(start);
        var seen = new HashSet<uint> { start };
        foreach (var offset in offsets)
        {
            var tsn = start + 1 + (offset % 64u);
            Assert.Equal(seen.Contains(tsn), gaps.Contains(tsn));
            if (seen.Add(tsn))
            {
                Assert.True(gaps.TryAdd(tsn));
            }
        }

        var cumulative = start;
        while (seen.Contains(cumulative + 1))
        {
            cumulative++;
        }

        Assert.Equal(cumulative, gaps.Cumulative);
        for (var i = 0u; i < 70; i++)
        {
            Assert.Equal(seen.Contains(start + i), gaps.Contains(start + i));
        }

        foreach (var (first, last) in gaps.Islands)
        {
            Assert.True(Tsn.IsAfter(first, gaps.Cumulative + 1));
            Assert.False(Tsn.IsAfter(first, last));
        }
    }

    [Fact]
    public void AdvancesOverIslands()
    {
        var gaps = new TsnGaps(10);
        foreach (var tsn in new uint[] { 12, 13, 15, 18 })
        {
            gaps.TryAdd(tsn);
        }

        gaps.AdvanceTo(14);
        Assert.Equal(15u, gaps.Cumulative);
        Assert.Equal([(18u, 18u)], gaps.Islands);
    }

    [Fact]
    public void ComputesTheCrcOfRfc3720()
    {
        // RFC 3720 appendix B.4: 32 octets of zero. The packet's checksum field counts as zero, so a packet of zeros gives the same.
        Assert.Equal(0x8A9136AAu, SctpChecksum.Of(new byte[32]));
    }
}
