using System.Text.RegularExpressions;
using Switchroom.Server.Settings;

namespace Switchroom.Server.Storage;

/// <summary>Which of the servers on one database this is: calls belong to the one that runs them, and only it clears up after itself.</summary>
/// <param name="Value">1 to 64 letters, digits, dots, hyphens and underscores.</param>
internal sealed partial record NodeId(string Value)
{
    private const string FileName = "node.id";

    /// <summary>The id that the operator chose, else the one kept in the data folder, made at the first start.</summary>
    public static NodeId Open(ServerSettings settings)
    {
        if (settings.NodeId.Length > 0)
        {
            return new NodeId(settings.NodeId);
        }

        var path = Path.Combine(DataFolder.Make(settings), FileName);
        if (!File.Exists(path))
        {
            Write(path, Guid.NewGuid().ToString());
        }

        var kept = File.ReadAllText(path).Trim();
        return IsValid(kept) ? new NodeId(kept) : throw new InvalidDataException($"{path} must hold a node id: 1 to 64 letters, digits, dots, hyphens and underscores");
    }

    public static bool IsValid(string text) => Form().IsMatch(text);

    // several processes may start at once: whoever moves its file into place first wins, and all read what stands there
    private static void Write(string path, string id)
    {
        var draft = $"{path}.{Environment.ProcessId}";
        File.WriteAllText(draft, id + "\n");
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Form();
}
