namespace Switchroom.WebRtc.Media;

/// <summary>A packet that is ready but for what only its departure decides: transport-wide number, send time, and protection.</summary>
/// <param name="Buffer">A rented buffer with the plain packet.</param>
/// <param name="Length">Its octets.</param>
/// <param name="SequenceAt">Where the transport-wide sequence number goes, or 0.</param>
/// <param name="SendTimeAt">Where the send time goes, or 0.</param>
internal readonly record struct PacedPacket(byte[] Buffer, int Length, int SequenceAt, int SendTimeAt);
