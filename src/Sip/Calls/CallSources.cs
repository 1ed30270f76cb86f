using System.Net;

namespace Switchroom.Sip.Calls;

/// <summary>How many incoming calls each address has at once.</summary>
internal sealed class CallSources
{
    private readonly Dictionary<IPAddress, int> _counts = [];

    /// <summary>Takes one of the address's calls; false if it has them all.</summary>
    public bool TryTake(IPAddress source, int limit)
    {
        var count = _counts.GetValueOrDefault(source);
        if (count >= limit)
        {
            return false;
        }

        _counts[source] = count + 1;
        return true;
    }

    public void Release(IPAddress? source)
    {
        if (source is null || !_counts.TryGetValue(source, out var count))
        {
            return;
        }

        if (count > 1)
        {
            _counts[source] = count - 1;
        }
        else
        {
            _counts.Remove(source);
        }
    }
}
