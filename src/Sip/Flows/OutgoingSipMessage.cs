namespace Switchroom.Sip.Flows;

/// <summary>Bytes to put on a flow: one message, or a keep-alive.</summary>
/// <param name="Flow">Where to. For UDP, send from <c>Local</c> to <c>Remote</c>.</param>
/// <param name="Bytes">What to send; the engine never changes it afterwards.</param>
public readonly record struct OutgoingSipMessage(FlowId Flow, ReadOnlyMemory<byte> Bytes);
