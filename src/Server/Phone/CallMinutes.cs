using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Phone;

/// <summary>How long a domain has talked through trunks: what carriers charge for.</summary>
internal static class CallMinutes
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Minutes within the 24 hours before now, of calls that are over and of those that go on.</summary>
    public static async Task<double> OfLastDayAsync(StoreContext context, string domainId, DateTimeOffset now, CancellationToken cancel)
    {
        var (from, to) = ((now - Day).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());

        // A call that goes on is never longer than a day: one that seems to be was left by a server that has not come back.
        var milliseconds = await context.Database.SqlQuery<long>(
            $"""
            SELECT CAST(COALESCE(SUM(
                CASE WHEN state = 'ended' THEN ended_at ELSE {to} END - CASE WHEN answered_at > {from} THEN answered_at ELSE {from} END), 0) AS bigint) AS "Value"
            FROM call_legs
            WHERE domain_id = {domainId} AND trunk_id IS NOT NULL AND answered_at IS NOT NULL AND ((state = 'answered' AND answered_at > {from}) OR (state = 'ended' AND ended_at > {from}))
            """).SingleAsync(cancel);
        return milliseconds / 60_000.0;
    }
}
