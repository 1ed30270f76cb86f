namespace Switchroom.Sip.Messages;

/// <summary>What <see cref="SipStreamFramer.TryTake"/> found.</summary>
public enum StreamFrame
{
    /// <summary>The next frame is not there in full.</summary>
    NeedMore,

    /// <summary>One whole message.</summary>
    Message,

    /// <summary>A double CRLF, to be answered by one (RFC 5626 section 3.5.1).</summary>
    Ping,

    /// <summary>A single CRLF: the answer to a ping.</summary>
    Pong,

    /// <summary>The stream cannot be framed any further and must be closed; <see cref="SipStreamFramer.Error"/> says why.</summary>
    Broken,
}
