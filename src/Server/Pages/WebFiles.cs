using System.Collections.Frozen;

namespace Switchroom.Server.Pages;

/// <summary>
/// The built web pages, read once: a handful of files. A request is looked up by its whole path, so no path can lead out of the folder.
/// </summary>
internal sealed class WebFiles
{
    private const string Compressed = ".br";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, WebFile> _files;

    /// <summary>Reads the folder; one that is not there is empty.</summary>
    public WebFiles(string folder)
    {
        _files = Directory.Exists(folder) ? Read(folder) : FrozenDictionary<string, WebFile>.Empty;
    }

    /// <summary>The page that every address of ours begins with; null where the pages were not built.</summary>
    public WebFile? Page => Find("index.html");

    /// <summary>The file under a path relative to the folder, with slashes.</summary>
    public WebFile? Find(string path) => _files.GetValueOrDefault(path);

    private static FrozenDictionary<string, WebFile> Read(string folder)
    {
        var files = new Dictionary<string, WebFile>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (ContentTypes.TryGetValue(Path.GetExtension(path), out var type))
            {
                var brotli = File.Exists(path + Compressed) ? File.ReadAllBytes(path + Compressed) : null;
                files[Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')] = new WebFile(type, File.ReadAllBytes(path), brotli);
            }
        }

        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
