namespace Switchroom.Rooms.Forwarding.Scalable;

/// <summary>
/// What the frames of an AV1 stream can be like: the template dependency structure that a key frame's dependency descriptor carries
/// (RTP payload format for AV1, appendix A.8). Later descriptors name one of its templates.
/// </summary>
internal sealed class DependencyTemplates
{
    /// <summary>Most templates, by the width of their numbers.</summary>
    public const int MaxTemplates = 64;

    /// <summary>Most decode targets, by the width of their number.</summary>
    public const int MaxTargets = 32;

    /// <summary>Most layers of each kind.</summary>
    public const int MaxSpatial = 4, MaxTemporal = 8;

    private const int Switch = 2;

    private readonly byte[] _spatial = new byte[MaxTemplates];
    private readonly byte[] _temporal = new byte[MaxTemplates];
    private readonly byte[] _farthest = new byte[MaxTemplates];
    private readonly bool[] _mayRaiseTemporal = new bool[MaxTemplates];
    private readonly byte[] _targetSpatial = new byte[MaxTargets];
    private readonly byte[] _targetTemporal = new byte[MaxTargets];
    private uint _offset;
    private int _count;

    /// <summary>How many decode targets there are.</summary>
    public int Targets { get; private set; }

    /// <summary>Finds a template by its number in a descriptor.</summary>
    public bool TryFind(uint id, out int template)
    {
        template = (int)((id + MaxTemplates - _offset) % MaxTemplates);
        return template < _count;
    }

    public byte SpatialOf(int template) => _spatial[template];

    public byte TemporalOf(int template) => _temporal[template];

    /// <summary>How many frames back the farthest lies that a frame needs; 0 when it needs none.</summary>
    public byte FarthestOf(int template) => _farthest[template];

    public bool MayRaiseTemporal(int template) => _mayRaiseTemporal[template];

    /// <summary>Whether indications, one for each decode target, allow more temporal layers of a spatial one from this frame on.</summary>
    public bool MayRaiseTemporal(ReadOnlySpan<byte> indications, byte spatial)
    {
        var (highest, allows) = (-1, false);
        for (var target = 0; target < Targets; target++)
        {
            if (_targetSpatial[target] == spatial && _targetTemporal[target] > highest)
            {
                (highest, allows) = (_targetTemporal[target], indications[target] == Switch);
            }
        }

        return allows;
    }

    /// <summary>Reads a structure; after a refusal there are no templates.</summary>
    public bool TryRead(ref BitReader reader)
    {
        _count = 0;
        _offset = reader.Read(6);
        Targets = (int)reader.Read(5) + 1;
        if (!TryReadLayers(ref reader, out var count))
        {
            return false;
        }

        Span<byte> indications = stackalloc byte[MaxTemplates * MaxTargets];
        for (var i = 0; i < count * Targets; i++)
        {
            indications[i] = (byte)reader.Read(2);
        }

        LocateTargets(indications, count);
        for (var template = 0; template < count; template++)
        {
            _mayRaiseTemporal[template] = MayRaiseTemporal(indications.Slice(template * Targets, Targets), _spatial[template]);
        }

        ReadDifferences(ref reader, count);
        SkipChains(ref reader, count);
        SkipResolutions(ref reader, _spatial[count - 1]);
        _count = reader.IsOverrun ? 0 : count;
        return _count > 0;
    }

    private bool TryReadLayers(ref BitReader reader, out int count)
    {
        const uint sameLayer = 0, nextTemporal = 1, end = 3;
        int spatial = 0, temporal = 0;
        for (count = 0; count < MaxTemplates && spatial < MaxSpatial && temporal < MaxTemporal && !reader.IsOverrun;)
        {
            (_spatial[count], _temporal[count]) = ((byte)spatial, (byte)temporal);
            count++;
            switch (reader.Read(2))
            {
                case end: return true;
                case sameLayer: break;
                case nextTemporal: temporal++; break;
                default: (spatial, temporal) = (spatial + 1, 0); break;
            }
        }

        return false;
    }

    /// <summary>A decode target is as high as the highest frame that belongs to it.</summary>
    private void LocateTargets(ReadOnlySpan<byte> indications, int count)
    {
        for (var target = 0; target < Targets; target++)
        {
            (_targetSpatial[target], _targetTemporal[target]) = (0, 0);
            for (var template = 0; template < count; template++)
            {
                if (indications[(template * Targets) + target] != 0)
                {
                    _targetSpatial[target] = Math.Max(_targetSpatial[target], _spatial[template]);
                    _targetTemporal[target] = Math.Max(_targetTemporal[target], _temporal[template]);
                }
            }
        }
    }

    private void ReadDifferences(ref BitReader reader, int count)
    {
        for (var template = 0; template < count; template++)
        {
            byte farthest = 0;
            while (reader.ReadFlag())
            {
                farthest = Math.Max(farthest, (byte)(reader.Read(4) + 1));
            }

            _farthest[template] = farthest;
        }
    }

    private void SkipChains(ref BitReader reader, int count)
    {
        var chains = (int)reader.ReadBelow((uint)Targets + 1);
        if (chains == 0)
        {
            return;
        }

        for (var target = 0; target < Targets; target++)
        {
            reader.ReadBelow((uint)chains);
        }

        for (var i = 0; i < count * chains; i++)
        {
            reader.Read(4);
        }
    }

    private static void SkipResolutions(ref BitReader reader, byte highestSpatial)
    {
        if (reader.ReadFlag())
        {
            for (var i = 0; i <= highestSpatial; i++)
            {
                reader.Read(32);
            }
        }
    }
}
