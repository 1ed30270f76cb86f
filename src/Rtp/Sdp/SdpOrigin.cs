namespace Switchroom.Rtp.Sdp;

/// <summary>The o-line (RFC 8866 section 5.2). Ids stay text: peers send more digits than any integer holds.</summary>
public sealed record SdpOrigin
{
    /// <summary>Makes an origin.</summary>
    /// <param name="user">A name, or "-".</param>
    /// <param name="sessionId">Digits that stay the same through a session.</param>
    /// <param name="sessionVersion">Digits that grow by one whenever the description changes.</param>
    /// <param name="address">Where the session comes from.</param>
    /// <exception cref="ArgumentException">A part is not one word.</exception>
    public SdpOrigin(string user, string sessionId, string sessionVersion, SdpConnection address)
    {
        User = SdpText.RequireWord(user, nameof(user));
        SessionId = SdpText.RequireWord(sessionId, nameof(sessionId));
        SessionVersion = SdpText.RequireWord(sessionVersion, nameof(sessionVersion));
        Address = address;
    }

    /// <summary>A name, or "-".</summary>
    public string User { get; }

    /// <summary>Stays the same through a session.</summary>
    public string SessionId { get; }

    /// <summary>Changes whenever the description does.</summary>
    public string SessionVersion { get; }

    /// <summary>Where the session comes from.</summary>
    public SdpConnection Address { get; }

    /// <summary>The line without <c>o=</c>.</summary>
    public override string ToString() => $"{User} {SessionId} {SessionVersion} {Address}";

    internal static bool TryParse(ReadOnlySpan<char> text, out SdpOrigin? origin)
    {
        var words = new SdpText(text);
        var user = words.Word();
        var id = words.Word();
        var version = words.Word();
        origin = !version.IsEmpty && SdpConnection.TryParse(words.Rest, out var address)
            ? new SdpOrigin(user.ToString(), id.ToString(), version.ToString(), address!)
            : null;
        return origin is not null;
    }
}
