namespace Switchroom.WebRtc.Ice;

/// <summary>What an ICE-lite agent made of a STUN message.</summary>
public enum IceCheckOutcome
{
    /// <summary>Not for us or not authentic: nothing changed and nothing is answered.</summary>
    Dropped,

    /// <summary>An indication, which keeps a NAT's mapping open and asks for nothing.</summary>
    KeepAlive,

    /// <summary>Refused; an error response was written.</summary>
    Refused,

    /// <summary>An authentic check on a path already known; a response was written.</summary>
    Confirmed,

    /// <summary>An authentic check that made a path known; a response was written.</summary>
    NewPath,
}
