namespace Switchroom.Server.Signalling;

/// <summary>STUN and TURN servers that clients are told of. We are reachable ourselves, so none is needed; TURN helps clients behind strict firewalls.</summary>
internal sealed class IceServerOptions
{
    /// <summary>URLs such as <c>stun:stun.example.org:3478</c>.</summary>
    public string[] StunUrls { get; set; } = [];

    /// <summary>URLs such as <c>turn:turn.example.org:3478?transport=udp</c> or <c>turns:turn.example.org:443</c>.</summary>
    public string[] TurnUrls { get; set; } = [];

    /// <summary>The secret shared with the TURN server (coturn's <c>static-auth-secret</c>).</summary>
    public string TurnSecret { get; set; } = "";

    /// <summary>How long a client may use the credentials it is given, in seconds.</summary>
    public int TurnLifetimeSeconds { get; set; } = 86_400;

    /// <summary>Sends all media through TURN: for tests of a TURN server.</summary>
    public bool ForceRelay { get; set; }
}
