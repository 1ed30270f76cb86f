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
            return Math.Min((int)settings.Quality, highest);
        }

        // The smallest layer that fills what is shown; its longer side decides, so that portrait and landscape agree.
        var shown = Math.Max(settings.Width, settings.Height);
        foreach (var layer in layers.OrderBy(layer => layer.Quality))
        {
            if (layer.Quality != VideoQuality.Off && Math.Max(layer.Width, layer.Height) >= shown)
            {
                return Math.Min((int)layer.Quality, highest);
            }
        }

        return highest;
    }
}
