using System.Security.Cryptography;

namespace Switchroom.Server.Signalling;

/// <summary>Ids of meetings.</summary>
internal static class RoomIds
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>A new id, <c>RM_</c> and 12 random characters (70 bits).</summary>
    public static string New() => "RM_" + RandomNumberGenerator.GetString(Alphabet, 12);
}
