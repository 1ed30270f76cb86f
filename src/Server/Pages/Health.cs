namespace Switchroom.Server.Pages;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: everything it needs answers too.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Json(new { status = "alive" }));
        routes.MapGet("/readyz", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(IEnumerable<ReadyCheck> checks, CancellationToken cancel)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var ready = true;
        foreach (var check in checks)
        {
            var problem = await check.ProblemAsync(cancel);
            found[check.Name] = problem is null ? "ok" : "failed";
            ready &= problem is null;
        }

        return Results.Json(new { status = ready ? "ready" : "not ready", checks = found }, statusCode: ready ? 200 : 503);
    }
}
