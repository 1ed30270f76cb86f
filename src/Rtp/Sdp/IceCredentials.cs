namespace Switchroom.Rtp.Sdp;

/// <summary>User name fragment and password of one side of ICE (RFC 8445 section 5.3). Its text form holds the password: never log it.</summary>
/// <param name="Ufrag">4 to 256 characters.</param>
/// <param name="Password">22 to 256 characters.</param>
public sealed record IceCredentials(string Ufrag, string Password)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <summary>Whether both are as long as they must be.</summary>
    public bool IsWellFormed => Ufrag.Length is >= 4 and <= 256 && Password.Length is >= 22 and <= 256;

    /// <summary>Fresh ones: 48 bits that name, 144 bits that prove.</summary>
    public static IceCredentials Create(Random random) =>
        new(new string(random.GetItems<char>(Alphabet, 8)), new string(random.GetItems<char>(Alphabet, 24)));

    /// <summary>Those that hold for a media description (RFC 8839 section 5.4); null when it has none that are well-formed.</summary>
    public static IceCredentials? Of(SessionDescription session, MediaDescription media)
    {
        var found = new IceCredentials(session.ValueFor(media, "ice-ufrag") ?? "", session.ValueFor(media, "ice-pwd") ?? "");
        return found.IsWellFormed ? found : null;
    }
}
