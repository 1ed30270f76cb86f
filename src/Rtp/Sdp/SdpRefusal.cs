namespace Switchroom.Rtp.Sdp;

/// <summary>Why a text is not taken as a session description.</summary>
public enum SdpRefusal
{
    /// <summary>It was not refused.</summary>
    None,

    /// <summary>Longer than <see cref="SdpLimits.MaxLength"/>.</summary>
    TooLong,

    /// <summary>More lines than <see cref="SdpLimits.MaxLines"/>.</summary>
    TooManyLines,

    /// <summary>More m-lines than <see cref="SdpLimits.MaxMedia"/>.</summary>
    TooManyMedia,

    /// <summary>Does not begin with <c>v=0</c>.</summary>
    MissingVersion,

    /// <summary>No o-line.</summary>
    MissingOrigin,

    /// <summary>A line that is not one letter, an equals sign and a value, or that holds a NUL.</summary>
    MalformedLine,

    /// <summary>An o-line without its six fields.</summary>
    MalformedOrigin,

    /// <summary>A c-line without its three fields.</summary>
    MalformedConnection,

    /// <summary>An m-line without kind, port, protocol and at least one format.</summary>
    MalformedMedia,

    /// <summary>An attribute without a name.</summary>
    MalformedAttribute,
}
