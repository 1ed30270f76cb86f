using System.Collections.Immutable;
using Switchroom.Rooms.Forwarding;
using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Tests.Forwarding;

public class BandwidthAllocationTests
{
    private static readonly Bitrates Camera = new(150_000, 500_000, 1_700_000);

    [Theory]
    [InlineData(0, new[] { 2, 2, 2 })]
    [InlineData(100_000, new[] { -1, -1, -1 })]
    [InlineData(200_000, new[] { 0, -1, -1 })]
    [InlineData(520_000, new[] { 0, 0, 0 })]
    [InlineData(1_000_000, new[] { 1, 0, 0 })]
    [InlineData(10_000_000, new[] { 2, 2, 2 })]
    public void EverybodyIsSeenBeforeAnybodyIsSharp(long bandwidth, int[] expected) =>
        Assert.Equal(expected, Divide(bandwidth, Wants(2), Wants(2), Wants(2)));

    [Fact]
    public void PriorityGoesFirstAndTheUnwantedGetNothing() =>
        Assert.Equal([-1, 0, -1], Divide(200_000, Wants(2) with { Priority = 2 }, Wants(2) with { Priority = 1 }, Wants(-1)));

    [Fact]
    public void ALayerThatIsNotSentIsNotChosen() =>
        Assert.Equal([1], Divide(5_000_000, Wants(2) with { Layers = new(150_000, 500_000, 0) }));

    [Fact]
    public void WithoutMeasurementsTheWantedLayerIsTried() => Assert.Equal([2], Divide(300_000, Wants(2) with { Layers = default }));

    [Theory]
    [InlineData(1_750_000, 2, 2)]
    [InlineData(1_750_000, 1, 1)]
    public void RisingNeedsMoreThanStaying(long bandwidth, int current, int expected) =>
        Assert.Equal([expected], Divide(bandwidth, Wants(2) with { Current = current }));

    [Theory]
    [InlineData(0, 0, 2, VideoQuality.High)]
    [InlineData(0, 0, 1, VideoQuality.Medium)]
    [InlineData(160, 90, 0, VideoQuality.High)]
    [InlineData(321, 180, 1, VideoQuality.High)]
    [InlineData(360, 640, 1, VideoQuality.High)]
    [InlineData(1920, 1080, 2, VideoQuality.High)]
    [InlineData(0, 0, -1, VideoQuality.Off)]
    public void TheSizeShownDecidesTheLayer(int width, int height, int expected, VideoQuality quality)
    {
        ImmutableArray<VideoLayer> layers =
            [new(VideoQuality.Low, 320, 180, 0), new(VideoQuality.Medium, 640, 360, 0), new(VideoQuality.High, 1280, 720, 0)];
        Assert.Equal(expected, LayerChoice.Wanted(new TrackSettings { Width = width, Height = height, Quality = quality }, layers, 2));
    }

    [Theory]
    [InlineData(0, 0, VideoQuality.High, 1)]
    [InlineData(0, 0, VideoQuality.Medium, 0)]
    [InlineData(0, 0, VideoQuality.Low, 0)]
    [InlineData(600, 330, VideoQuality.High, 0)]
    [InlineData(700, 390, VideoQuality.High, 1)]
    public void OfFewerLayersThanAnnouncedTheLargestIsTheLargest(int width, int height, VideoQuality quality, int expected)
    {
        ImmutableArray<VideoLayer> layers =
            [new(VideoQuality.Low, 320, 180, 0), new(VideoQuality.Medium, 640, 360, 0), new(VideoQuality.High, 1280, 720, 0)];
        Assert.Equal(expected, LayerChoice.Wanted(new TrackSettings { Width = width, Height = height, Quality = quality }, layers, 1));
    }

    [Fact]
    public void DynacastTellsMoreAtOnceAndLessAfterAWhile()
    {
        var demand = new LayerDemand();
        Assert.False(demand.Want(VideoQuality.Low, TimeSpan.Zero));
        Assert.False(demand.HandleDeadline(TimeSpan.FromSeconds(4.9)));
        Assert.True(demand.HandleDeadline(TimeSpan.FromSeconds(5)));
        Assert.Equal(VideoQuality.Low, demand.Told);
        Assert.True(demand.Want(VideoQuality.Medium, TimeSpan.FromSeconds(6)));
        Assert.Equal(VideoQuality.Medium, demand.Told);
        demand.Want(VideoQuality.Off, TimeSpan.FromSeconds(7));
        Assert.False(demand.Want(VideoQuality.Medium, TimeSpan.FromSeconds(8)));
        Assert.Null(demand.NextDeadline);
    }

    private static VideoDemand Wants(int layer) => new() { Layers = Camera, Wanted = layer, Current = -1 };

    private static int[] Divide(long bandwidth, params VideoDemand[] demands)
    {
        var chosen = new int[demands.Length];
        BandwidthAllocation.Divide(demands, bandwidth, chosen);
        return chosen;
    }
}
