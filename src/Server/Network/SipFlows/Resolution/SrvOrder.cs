namespace Switchroom.Server.Network.SipFlows.Resolution;

/// <summary>The order of RFC 2782: by priority, and within one by chance according to weight.</summary>
internal static class SrvOrder
{
    public static IReadOnlyList<SrvRecord> Sort(IEnumerable<SrvRecord> records, Random random)
    {
        List<SrvRecord> sorted = [];

        // A target of "." says that the service is decidedly not there.
        foreach (var group in records.Where(record => record.Target is not ("" or ".")).GroupBy(record => record.Priority).OrderBy(group => group.Key))
        {
            // Those of weight 0 stand first, so that they have a small chance (RFC 2782, "Weight").
            var left = group.OrderBy(record => record.Weight == 0 ? 0 : 1).ToList();
            while (left.Count > 0)
            {
                var mark = random.Next(left.Sum(record => record.Weight) + 1);
                var at = 0;
                for (var sum = left[0].Weight; sum < mark; sum += left[at].Weight)
                {
                    at++;
                }

                sorted.Add(left[at]);
                left.RemoveAt(at);
            }
        }

        return sorted;
    }
}
