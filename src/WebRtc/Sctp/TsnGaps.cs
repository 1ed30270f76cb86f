namespace Switchroom.WebRtc.Sctp;

/// <summary>Which TSNs have arrived: everything up to a cumulative one, and islands after it (RFC 9260 section 3.3.4).</summary>
internal sealed class TsnGaps(uint cumulative)
{
    /// <summary>Most islands kept; a TSN that would make one more is refused and will be sent again.</summary>
    internal const int MaxIslands = 200;

    private readonly List<(uint First, uint Last)> _islands = [];

    /// <summary>The last TSN before the first gap.</summary>
    internal uint Cumulative { get; private set; } = cumulative;

    internal IReadOnlyList<(uint First, uint Last)> Islands => _islands;

    internal bool Contains(uint tsn)
    {
        if (!Tsn.IsAfter(tsn, Cumulative))
        {
            return true;
        }

        foreach (var (first, last) in _islands)
        {
            if (!Tsn.IsAfter(first, tsn) && !Tsn.IsAfter(tsn, last))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a TSN that is not contained yet; false when there is no room for another island.</summary>
    internal bool TryAdd(uint tsn)
    {
        if (tsn == Cumulative + 1)
        {
            Cumulative = tsn;
            Absorb();
            return true;
        }

        var at = 0;
        while (at < _islands.Count && Tsn.IsAfter(tsn, _islands[at].Last + 1))
        {
            at++;
        }

        if (at < _islands.Count && tsn == _islands[at].Last + 1)
        {
            _islands[at] = (_islands[at].First, tsn);
            Join(at);
        }
        else if (at < _islands.Count && tsn == _islands[at].First - 1)
        {
            _islands[at] = (tsn, _islands[at].Last);
        }
        else if (_islands.Count == MaxIslands)
        {
            return false;
        }
        else
        {
            _islands.Insert(at, (tsn, tsn));
        }

        return true;
    }

    /// <summary>Counts everything up to a TSN as arrived (FORWARD-TSN).</summary>
    internal void AdvanceTo(uint tsn)
    {
        if (Tsn.IsAfter(tsn, Cumulative))
        {
            Cumulative = tsn;
            while (_islands.Count > 0 && !Tsn.IsAfter(_islands[0].Last, Cumulative))
            {
                _islands.RemoveAt(0);
            }

            Absorb();
        }
    }

    private void Join(int at)
    {
        if (at + 1 < _islands.Count && _islands[at + 1].First == _islands[at].Last + 1)
        {
            _islands[at] = (_islands[at].First, _islands[at + 1].Last);
            _islands.RemoveAt(at + 1);
        }
    }

    private void Absorb()
    {
        if (_islands.Count > 0 && !Tsn.IsAfter(_islands[0].First, Cumulative + 1))
        {
            Cumulative = _islands[0].Last;
            _islands.RemoveAt(0);
        }
    }
}
