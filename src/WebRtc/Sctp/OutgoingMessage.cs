namespace Switchroom.WebRtc.Sctp;

/// <summary>A message on its way out, cut into fragments as they are sent.</summary>
internal sealed class OutgoingMessage
{
    internal required ushort StreamId { get; init; }

    internal required uint PayloadProtocol { get; init; }

    internal required byte[] Payload { get; init; }

    internal required bool Unordered { get; init; }

    /// <summary>Transmissions after the first before it is given up; null is reliable (RFC 7496 section 3.2).</summary>
    internal int? MaxRetransmits { get; init; }

    /// <summary>When it is given up (RFC 7496 section 3.1).</summary>
    internal TimeSpan? ExpiresAt { get; init; }

    /// <summary>Set with the first fragment, so that a message given up before that leaves no hole.</summary>
    internal ushort StreamSequence { get; set; }

    /// <summary>Payload bytes that have been given a TSN.</summary>
    internal int Cut { get; set; }

    internal bool Abandoned { get; set; }
}
