using Microsoft.Extensions.FileProviders;

namespace Switchroom.Server.Pages;

/// <summary>The web pages that were built from <c>web/</c>: one page for the root and for every room, and the files it loads.</summary>
internal static class WebPages
{
    private const string RoomPath = "/{room:regex(^[A-Za-z0-9_-]{{1,128}}$)}";

    public static void MapPages(this WebApplication app)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (!Directory.Exists(folder))
        {
            // started from a build without Node.js, as tests may be
            return;
        }

        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder) });
        var page = Path.Combine(folder, "index.html");
        app.MapGet("/", () => Results.File(page, "text/html; charset=utf-8"));
        app.MapGet(RoomPath, () => Results.File(page, "text/html; charset=utf-8")).WithOrder(1000);
    }
}
