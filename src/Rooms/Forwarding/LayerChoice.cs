using System.Collections.Immutable;
using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Forwarding;

/// <summary>Which layer a subscriber wants, by how it shows the picture.</summary>
internal static class LayerChoice
{
    /// <summary>The highest layer wanted, 0 lowest; -1 for none.</summary>
    /// <param name="settings">How the picture is shown.</param>
    /// <param name="layers">What the publisher says of its layers; may be empty.</param>
    /// <param name="highest">The highest layer there can be.</param>
    public static int Wanted(TrackSettings settings, ImmutableArray<VideoLayer> layers, int highest)
    {
        if (settings.Disabled || settings.Quality == VideoQuality.Off)
        {
            return -1;
        }

        if (settings.Width <= 0 || settings.Height <= 0)
        {
            return RankOf(settings.Quality, layers, highest);
        }

        // The smallest layer that fills what is shown; its longer side decides, so that portrait and landscape agree.
        var shown = Math.Max(settings.Width, settings.Height);
        foreach (var layer in layers.OrderBy(layer => layer.Quality))
        {
            if (layer.Quality != VideoQuality.Off && Math.Max(layer.Width, layer.Height) >= shown)
            {
                return RankOf(layer.Quality, layers, highest);
            }
        }

        return highest;
    }

    /// <summary>Encoders make fewer layers of a small picture than were announced; it is the smallest ones that are missing then.</summary>
    private static int RankOf(VideoQuality quality, ImmutableArray<VideoLayer> layers, int highest)
    {
        var announced = layers.Count(layer => layer.Quality != VideoQuality.Off);
        return Math.Clamp((int)quality - Math.Max(0, announced - 1 - highest), 0, highest);
    }
}
