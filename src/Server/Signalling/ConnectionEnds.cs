using System.Net.WebSockets;

namespace Switchroom.Server.Signalling;

/// <summary>What the client reads in the close frame.</summary>
internal static class ConnectionEnds
{
    public static WebSocketCloseStatus Status(this ConnectionEnd end) => end switch
    {
        ConnectionEnd.MessageTooBig => WebSocketCloseStatus.MessageTooBig,
        ConnectionEnd.TextMessage => WebSocketCloseStatus.InvalidMessageType,
        ConnectionEnd.BadMessage => WebSocketCloseStatus.InvalidPayloadData,
        ConnectionEnd.TooManyMessages or ConnectionEnd.TooManyCandidates or ConnectionEnd.TooSlow => WebSocketCloseStatus.PolicyViolation,
        _ => WebSocketCloseStatus.NormalClosure,
    };

    public static string Sentence(this ConnectionEnd end) => end switch
    {
        ConnectionEnd.Replaced => "the participant connected again",
        ConnectionEnd.MessageTooBig => "the message is too big",
        ConnectionEnd.TextMessage => "only binary messages are understood",
        ConnectionEnd.BadMessage => "the message is not a SignalRequest",
        ConnectionEnd.TooManyMessages => "too many messages",
        ConnectionEnd.TooManyCandidates => "too many candidates",
        ConnectionEnd.TooSlow => "too many messages wait to be read",
        _ => "",
    };

    /// <summary>Whether the client broke a rule: then it has to join anew.</summary>
    public static bool IsViolation(this ConnectionEnd end) => end
        is ConnectionEnd.MessageTooBig or ConnectionEnd.TextMessage or ConnectionEnd.BadMessage
        or ConnectionEnd.TooManyMessages or ConnectionEnd.TooManyCandidates;
}
