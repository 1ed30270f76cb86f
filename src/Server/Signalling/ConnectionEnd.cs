namespace Switchroom.Server.Signalling;

/// <summary>How a signalling WebSocket ended.</summary>
internal enum ConnectionEnd
{
    /// <summary>We closed it because the participant left.</summary>
    Normal,

    /// <summary>The client closed it.</summary>
    ClosedByClient,

    /// <summary>The network or the client's silence ended it.</summary>
    Lost,

    /// <summary>The participant came back on another one.</summary>
    Replaced,

    /// <summary>A message was larger than <see cref="Settings.SignallingSettings.MaxMessageBytes"/>.</summary>
    MessageTooBig,

    /// <summary>A message was text; only protobuf in binary frames is spoken.</summary>
    TextMessage,

    /// <summary>A message was no SignalRequest.</summary>
    BadMessage,

    /// <summary>More messages than <see cref="Settings.SignallingSettings.MessagesPerSecond"/> allows.</summary>
    TooManyMessages,

    /// <summary>More candidates than <see cref="Settings.SignallingSettings.MaxCandidates"/>.</summary>
    TooManyCandidates,

    /// <summary>The client let <see cref="Settings.SignallingSettings.MaxQueuedMessages"/> wait.</summary>
    TooSlow,

    /// <summary>The client asked for a simulated failure.</summary>
    Simulated,
}
