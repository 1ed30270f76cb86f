namespace Switchroom.Server.Network;

/// <summary>Names of meetings that no stored room has: nobody joins them by name, and no event or presence tells of them.</summary>
internal static class PrivateRoom
{
    // a character that no room's name may contain
    private const string Mark = "~";

    public static string NameOf(string id) => Mark + id;

    public static bool Is(string name) => name.StartsWith(Mark, StringComparison.Ordinal);
}
