namespace Switchroom.Rtp.Sdp;

/// <summary>Who sends, seen from the describing side (RFC 8866 section 6.7).</summary>
[Flags]
public enum MediaDirection
{
    /// <summary>Nobody.</summary>
    Inactive = 0,

    /// <summary>The describing side sends only.</summary>
    SendOnly = 1,

    /// <summary>The describing side receives only.</summary>
    RecvOnly = 2,

    /// <summary>Both send.</summary>
    SendRecv = SendOnly | RecvOnly,
}
