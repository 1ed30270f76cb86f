namespace Switchroom.Rooms.Forwarding.Scalable;

/// <summary>
/// Reads the dependency descriptors of one stream, an RTP header extension (RTP payload format for AV1, appendix A). Which frames a number means is told with
/// a key frame and remembered.
/// </summary>
internal sealed class DependencyDescriptor
{
    private readonly DependencyTemplates _templates = new();

    /// <summary>Reads where a packet lies; false when that is not known.</summary>
    public bool TryRead(ReadOnlySpan<byte> descriptor, out LayerPosition position)
    {
        const int mandatory = 3;
        position = default;
        if (descriptor.Length < mandatory)
        {
            return false;
        }

        var reader = new BitReader(descriptor);
        var (starts, ends, id) = (reader.ReadFlag(), reader.ReadFlag(), reader.Read(6));
        reader.Read(16);
        var extended = descriptor.Length > mandatory ? reader.Read(5) : 0;
        if ((extended & 0x10) != 0 && !_templates.TryRead(ref reader))
        {
            return false;
        }

        if (!_templates.TryFind(id, out var template))
        {
            return false;
        }

        var spatial = _templates.SpatialOf(template);
        reader.Read((extended & 0x08) != 0 ? _templates.Targets : 0);
        var mayRaise = (extended & 0x04) != 0 ? ReadIndications(ref reader, spatial) : _templates.MayRaiseTemporal(template);
        var farthest = (extended & 0x02) != 0 ? ReadDifferences(ref reader) : _templates.FarthestOf(template);
        position = new LayerPosition
        {
            IsKnown = true,
            Spatial = spatial,
            Temporal = _templates.TemporalOf(template),
            StartsFrame = starts,
            EndsFrame = ends,

            // Frames are numbered through all layers: those of its own picture are no farther back than there are layers below.
            NeedsOtherPictures = farthest > spatial,
            MayRaiseTemporal = mayRaise,
        };
        return !reader.IsOverrun;
    }

    private bool ReadIndications(ref BitReader reader, byte spatial)
    {
        Span<byte> indications = stackalloc byte[DependencyTemplates.MaxTargets];
        for (var target = 0; target < _templates.Targets; target++)
        {
            indications[target] = (byte)reader.Read(2);
        }

        return _templates.MayRaiseTemporal(indications, spatial);
    }

    private static uint ReadDifferences(ref BitReader reader)
    {
        uint farthest = 0;
        for (var size = reader.Read(2); size != 0; size = reader.Read(2))
        {
            farthest = Math.Max(farthest, reader.Read((int)(4 * size)) + 1);
        }

        return farthest;
    }
}
