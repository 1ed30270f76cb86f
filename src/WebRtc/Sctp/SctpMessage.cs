namespace Switchroom.WebRtc.Sctp;

/// <summary>A whole user message.</summary>
/// <param name="StreamId">The stream it came on.</param>
/// <param name="PayloadProtocol">The payload protocol identifier.</param>
/// <param name="Payload">The message.</param>
internal readonly record struct SctpMessage(ushort StreamId, uint PayloadProtocol, byte[] Payload);
