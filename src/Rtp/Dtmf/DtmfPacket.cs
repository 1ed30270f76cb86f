namespace Switchroom.Rtp.Dtmf;

/// <summary>One packet that a <see cref="DtmfSender"/> wants sent.</summary>
/// <param name="Event">The payload.</param>
/// <param name="Timestamp">The RTP timestamp: when the event, or this segment of it, began.</param>
/// <param name="Marker">The first packet of an event.</param>
public readonly record struct DtmfPacket(TelephoneEvent Event, uint Timestamp, bool Marker);
