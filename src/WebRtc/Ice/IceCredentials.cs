namespace Switchroom.WebRtc.Ice;

/// <summary>User name fragment and password of one side (RFC 8445 section 5.3).</summary>
/// <param name="Ufrag">4 to 256 characters.</param>
/// <param name="Password">22 to 256 characters.</param>
internal sealed record IceCredentials(string Ufrag, string Password)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <summary>Fresh ones: 48 bits that name, 144 bits that prove.</summary>
    internal static IceCredentials Create(Random random) =>
        new(new string(random.GetItems<char>(Alphabet, 8)), new string(random.GetItems<char>(Alphabet, 24)));

    /// <summary>Whether both are as long as they must be.</summary>
    internal bool IsWellFormed => Ufrag.Length is >= 4 and <= 256 && Password.Length is >= 22 and <= 256;
}
