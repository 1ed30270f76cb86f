using Switchroom.Sip.Calls;

namespace Switchroom.Server.Phone;

/// <summary>
/// The SIP messages of one call: all of a usual one. Of a call with very many, the first and the last are kept, so that a far end that floods a call fills
/// neither memory nor its row.
/// </summary>
internal sealed class CallLadder
{
    /// <summary>Messages that are kept from the beginning on.</summary>
    public const int MostFirst = 200;

    /// <summary>Messages that are kept besides, the latest ones.</summary>
    public const int MostLast = 50;

    /// <summary>What is kept of one message, in bytes.</summary>
    public const int LongestMessage = 16 * 1024;

    private readonly List<LadderEntry> _first = [];
    private readonly Queue<LadderEntry> _last = new();

    /// <summary>From the beginning on.</summary>
    public IReadOnlyList<LadderEntry> First => _first;

    /// <summary>Messages between <see cref="First"/> and <see cref="Last"/> that were not kept.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The latest ones, where there are more than <see cref="First"/> holds.</summary>
    public IReadOnlyCollection<LadderEntry> Last => _last;

    public void Add(LadderEntry entry)
    {
        var kept = entry.Raw.Length <= LongestMessage ? entry : entry with { Raw = entry.Raw[..LongestMessage].ToArray() };
        if (_first.Count < MostFirst)
        {
            _first.Add(kept);
            return;
        }

        _last.Enqueue(kept);
        if (_last.Count > MostLast)
        {
            _last.Dequeue();
            LeftOut++;
        }
    }

    /// <summary>This call carries that one on.</summary>
    public void TakeFrom(CallLadder other)
    {
        foreach (var entry in other._first.Concat(other._last))
        {
            Add(entry);
        }

        LeftOut += other.LeftOut;
    }
}
