using System.Security.Cryptography;

namespace Switchroom.Server.Pages;

/// <summary>One built file of the web pages, as it is sent.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Plain">Its bytes.</param>
/// <param name="Brotli">The same, compressed when the pages were built; null where that does not pay.</param>
internal sealed record WebFile(string ContentType, byte[] Plain, byte[]? Brotli)
{
    /// <summary>Changes with the contents.</summary>
    public string ETag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Plain))[..32]}\"";

    /// <summary>Sends it, unless the browser has it already.</summary>
    public async Task SendAsync(HttpContext http, string cacheControl)
    {
        var response = http.Response;
        response.Headers.CacheControl = cacheControl;
        response.Headers.ETag = ETag;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.Vary = "Accept-Encoding";
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(ETag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var body = Plain;
        if (Brotli is not null && TakesBrotli(http.Request))
        {
            body = Brotli;
            response.Headers.ContentEncoding = "br";
        }

        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    private static bool TakesBrotli(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value == "br" && encoding.Quality is not 0);
}
