using Switchroom.Server.Api.Rooms;

namespace Switchroom.Server.Pages;

/// <summary>
/// <c>/</c> and <c>/{room}</c>: one page that decides by its address what it shows; <c>/assets</c>: what it loads, named by its contents and so
/// kept by browsers for a year. Whether a room exists the page learns when it joins.
/// </summary>
internal static class WebPages
{
    private const string Folder = "wwwroot";
    private const string KeptForAYear = "public, max-age=31536000, immutable";
    private const int Last = 1000; // every other path of one segment goes before a room
    private const string AskedAgain = "no-cache";
    private const string NotBuilt = "The web pages were not built. Run \"npm ci && npm run build\" in web/, then build the server; ./run and ./test do both.";

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        var files = new WebFiles(Path.Combine(AppContext.BaseDirectory, Folder));
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        routes.MapMethods("/assets/{**path}", methods, (string path, HttpContext http) => AssetAsync(files.Find("assets/" + path), http)).ExcludeFromDescription();
        routes.MapMethods("/", methods, (HttpContext http) => PageAsync(files, http)).ExcludeFromDescription();
        routes.MapMethods("/{room}", methods, (string room, HttpContext http) =>
            RoomNames.Problem(room) is null ? PageAsync(files, http) : NotFound(http)).ExcludeFromDescription().WithOrder(Last);
    }

    private static Task AssetAsync(WebFile? file, HttpContext http) => file is null ? NotFound(http) : file.SendAsync(http, KeptForAYear);

    private static async Task PageAsync(WebFiles files, HttpContext http)
    {
        if (files.Page is not { } page)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await http.Response.WriteAsync(NotBuilt, http.RequestAborted);
            return;
        }

        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy(http.Request.Host);
        headers["Referrer-Policy"] = "no-referrer"; // the address holds the join token
        headers["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.XFrameOptions = "SAMEORIGIN";
        await page.SendAsync(http, AskedAgain);
    }

    /// <summary>Nothing but what this server sends. Older browsers do not count WebSockets of the same host as 'self', so they are named.</summary>
    private static string Policy(HostString host) =>
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; "
        + $"connect-src 'self'{Sockets(host)}; worker-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    // the host is what the client wrote: only what is a host and a port may enter the header
    private static string Sockets(HostString host) =>
        host.HasValue && host.Value!.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or ':' or '[' or ']')
            ? $" ws://{host.Value} wss://{host.Value}"
            : "";

    private static Task NotFound(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
