using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api;

/// <summary>
/// Pages of a list, newest first. Ids are version 7 UUIDs, which order by the millisecond they were made in and then by chance: the order of ids
/// is the order by creation with the id as tie-break, and a cursor works even after its row is gone.
/// </summary>
/// <param name="Limit">Rows of a page.</param>
/// <param name="StartingAfter">Only rows older than this id.</param>
/// <param name="EndingBefore">Only rows newer than this id, the nearest ones; or the word <c>OLDEST</c>.</param>
internal sealed partial record Paging(int Limit, string? StartingAfter, string? EndingBefore)
{
    private const string Oldest = "OLDEST";

    /// <summary>The query parameters.</summary>
    public static IReadOnlyList<Field> Fields(int most) =>
    [
        new("limit", new NumberRule(1, most, Whole: true), "Rows of the page.") { Default = most },
        new("starting_after", new TextRule(64) { Pattern = Id(), Expected = "must be an id" }, "An id: only rows older than it."),
        new("ending_before", new TextRule(64) { Pattern = IdOrOldest(), Expected = "must be an id or OLDEST" }, "An id: only rows newer than it, the nearest ones. The word OLDEST asks for the oldest page."),
    ];

    public static Paging Of(ApiCall call, int most) => new(
        call.Query("limit") is { } limit ? (int)double.Parse(limit, CultureInfo.InvariantCulture) : most,
        call.Query("starting_after")?.ToLowerInvariant(),
        call.Query("ending_before") is var before && before?.Equals(Oldest, StringComparison.OrdinalIgnoreCase) == true ? Oldest : before?.ToLowerInvariant());

    [GeneratedRegex("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$")]
    private static partial Regex Id();

    [GeneratedRegex("^([0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[Oo][Ll][Dd][Ee][Ss][Tt])$")]
    private static partial Regex IdOrOldest();

    /// <summary>Answers <c>{"total_count":n,"data":[…]}</c>; the count ignores the cursor.</summary>
    public async Task<JsonObject> AnswerAsync<TRow>(IQueryable<TRow> rows, Func<TRow, JsonNode> show, CancellationToken cancel)
        where TRow : class
    {
        var total = await rows.CountAsync(cancel);
        var page = await PageAsync(rows, cancel);
        return new JsonObject { ["total_count"] = total, ["data"] = new JsonArray([.. page.Select(show)]) };
    }

    private async Task<List<TRow>> PageAsync<TRow>(IQueryable<TRow> rows, CancellationToken cancel)
        where TRow : class
    {
        if (StartingAfter is not null)
        {
            rows = rows.Where(row => string.Compare(EF.Property<string>(row, "Id"), StartingAfter) < 0);
        }

        if (EndingBefore is null)
        {
            return await rows.OrderByDescending(row => EF.Property<string>(row, "Id")).Take(Limit).ToListAsync(cancel);
        }

        if (EndingBefore != Oldest)
        {
            rows = rows.Where(row => string.Compare(EF.Property<string>(row, "Id"), EndingBefore) > 0);
        }

        var page = await rows.OrderBy(row => EF.Property<string>(row, "Id")).Take(Limit).ToListAsync(cancel);
        page.Reverse();
        return page;
    }
}
