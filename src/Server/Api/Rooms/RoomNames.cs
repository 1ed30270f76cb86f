using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Switchroom.Server.Api.Rooms;

/// <summary>What a room may be called. Its page lives at <c>/{name}</c>, so names that are paths of ours are refused.</summary>
internal static partial class RoomNames
{
    public const int Longest = 128;

    private const int RandomLength = 20;
    private const string RandomAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>First path segments that belong to the server, now or by plan; in any case.</summary>
    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "v1", "v2", "api", "rtc", "agent", "twirp", "healthz", "readyz", "metrics", "openapi", "docs", "swagger",
        "assets", "static", "admin", "operator", "console", "login", "sip", "ws", "events", "calls", "livekit",
    };

    /// <summary>Null when the name may be used, else why not.</summary>
    public static string? Problem(string name)
    {
        if (name.Length is 0 or > Longest)
        {
            return $"\"name\" length must be from 1 to {Longest} characters [Received name of {name.Length} characters]";
        }

        if (IllegalCharacter().IsMatch(name))
        {
            return $"{name} contains invalid characters (room names can contain A-Z, a-z, 0-9, '-', and '_')";
        }

        return Ours.Contains(name) ? $"{name} cannot be used as a room name because it is a path of this server" : null;
    }

    /// <summary>A name for a room that got none.</summary>
    public static string Random() => RandomNumberGenerator.GetString(RandomAlphabet, RandomLength);

    [GeneratedRegex("[^A-Za-z0-9_-]")]
    private static partial Regex IllegalCharacter();
}
