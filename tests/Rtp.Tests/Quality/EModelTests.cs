using Switchroom.Rtp.Quality;

namespace Switchroom.Rtp.Tests.Quality;

public sealed class EModelTests
{
    [Theory]
    [InlineData(0, 0, 93.2, 4.41)]
    [InlineData(0, 200, 90.1, 4.35)]
    [InlineData(0, 400, 70.0, 3.60)]
    [InlineData(2, 0, 86.2, 4.23)]
    [InlineData(10, 0, 66.1, 3.42)]
    public void RatesG711(double percent, double delay, double rating, double mos)
    {
        var call = new CallImpairments { Codec = CodecImpairment.G711, Loss = percent / 100, OneWayDelay = TimeSpan.FromMilliseconds(delay) };

        Assert.Equal(rating, EModel.Rating(call), 2.0);
        Assert.Equal(mos, EModel.ConversationalMos(call), 0.1);
    }

    [Fact]
    public void CountsBurstsWorseThanScatteredLoss()
    {
        var scattered = new LossRuns();
        var bursts = new LossRuns();
        for (var i = 0; i < 1000; i++)
        {
            scattered.Add(i % 20 == 0);
            bursts.Add(i % 100 < 5);
        }

        Assert.Equal(scattered.Loss, bursts.Loss);
        Assert.Equal(1, scattered.BurstRatio);
        Assert.InRange(bursts.BurstRatio, 4, 5);
        Assert.True(Mos(bursts) < Mos(scattered));

        static double Mos(LossRuns runs) =>
            EModel.ListeningMos(new CallImpairments { Codec = CodecImpairment.G711, Loss = runs.Loss, BurstRatio = runs.BurstRatio });
    }

    [Fact]
    public void StaysWithinItsScale()
    {
        var worst = new CallImpairments { Codec = CodecImpairment.G711, Loss = 1, BurstRatio = 50, OneWayDelay = TimeSpan.FromSeconds(9) };

        Assert.Equal(1, EModel.ConversationalMos(worst));
        Assert.Equal(4.5, EModel.Mos(100));
    }
}
