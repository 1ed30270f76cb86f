namespace Switchroom.Rooms.Forwarding;

/// <summary>One picture that a subscriber wants.</summary>
internal readonly record struct VideoDemand
{
    /// <summary>Most layers of a picture.</summary>
    public const int MaxLayers = 3;

    /// <summary>Bits per second of each layer as measured; 0 for a layer that is not sent now.</summary>
    public required Bitrates Layers { get; init; }

    /// <summary>The highest layer wanted; -1 wants none.</summary>
    public required int Wanted { get; init; }

    /// <summary>The layer sent now; -1 when paused.</summary>
    public int Current { get; init; }

    /// <summary>Lower goes first; shared screens go before cameras of the same number.</summary>
    public int Priority { get; init; }
}

/// <summary>Bits per second of up to three layers.</summary>
internal readonly record struct Bitrates(long Low, long Medium, long High)
{
    public long this[int layer] => layer switch { 0 => Low, 1 => Medium, _ => High };
}

/// <summary>
/// Divides a subscriber's estimated bandwidth among the pictures it wants: first everybody's smallest, by priority; then layers are raised in turn.
/// </summary>
internal static class BandwidthAllocation
{
    /// <summary>A layer above the present one must fit with this much to spare, so that the choice does not flap.</summary>
    public const double Headroom = 1.15;

    /// <summary>Fills <paramref name="chosen"/> with the layer of each demand, -1 to pause it. Without a bandwidth (0) all get what they want.</summary>
    public static void Divide(ReadOnlySpan<VideoDemand> demands, long bandwidth, Span<int> chosen)
    {
        Span<int> order = stackalloc int[demands.Length <= 256 ? demands.Length : 0];
        order = order.Length == demands.Length ? order : new int[demands.Length];
        SortByPriority(demands, order);
        chosen.Fill(-1);
        var left = bandwidth;
        foreach (var i in order)
        {
            var smallest = Raise(demands[i], -1);
            if (smallest >= 0 && (bandwidth == 0 || Cost(demands[i], -1, smallest) <= left))
            {
                chosen[i] = smallest;
                left -= demands[i].Layers[smallest];
            }
        }

        for (var raised = true; raised;)
        {
            raised = false;
            foreach (var i in order)
            {
                var next = chosen[i] < 0 ? -1 : Raise(demands[i], chosen[i]);
                if (next >= 0 && (bandwidth == 0 || Cost(demands[i], chosen[i], next) <= left))
                {
                    left -= demands[i].Layers[next] - demands[i].Layers[chosen[i]];
                    chosen[i] = next;
                    raised = true;
                }
            }
        }
    }

    /// <summary>Bits per second that everything wanted would take, with headroom; 0 when nobody was given less than there is.</summary>
    public static long Wanting(ReadOnlySpan<VideoDemand> demands, ReadOnlySpan<int> chosen)
    {
        var isShort = false;
        var all = 0L;
        for (var i = 0; i < demands.Length; i++)
        {
            var best = -1;
            for (var layer = 0; layer <= demands[i].Wanted; layer++)
            {
                best = demands[i].Layers[layer] > 0 ? layer : best;
            }

            isShort |= best > chosen[i];
            all += best < 0 ? 0 : (long)(demands[i].Layers[best] * Headroom);
        }

        return isShort ? all : 0;
    }

    /// <summary>The next layer above that is sent and wanted; when none is sent yet, the lowest wanted. -1 for none.</summary>
    private static int Raise(in VideoDemand demand, int above)
    {
        for (var layer = above + 1; layer <= demand.Wanted; layer++)
        {
            if (demand.Layers[layer] > 0)
            {
                return layer;
            }
        }

        // Nothing of it is measured: take the wanted layer, so that its key frame is asked for; it costs when it comes.
        return above < 0 && demand.Wanted >= 0 && demand.Layers == default ? demand.Wanted : -1;
    }

    private static long Cost(in VideoDemand demand, int from, int to)
    {
        var more = demand.Layers[to] - (from < 0 ? 0 : demand.Layers[from]);
        return to > demand.Current ? (long)(more * Headroom) : more;
    }

    private static void SortByPriority(ReadOnlySpan<VideoDemand> demands, Span<int> order)
    {
        // Insertion sort: stable, few elements, no allocation.
        for (var i = 0; i < order.Length; i++)
        {
            var at = i;
            while (at > 0 && demands[order[at - 1]].Priority > demands[i].Priority)
            {
                order[at] = order[at - 1];
                at--;
            }

            order[at] = i;
        }
    }
}
