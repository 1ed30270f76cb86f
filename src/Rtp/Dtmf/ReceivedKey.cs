namespace Switchroom.Rtp.Dtmf;

/// <summary>A key that was pressed and let go.</summary>
/// <param name="Key">One of <c>0-9 * # A-D</c>.</param>
/// <param name="Duration">How long it was down.</param>
public readonly record struct ReceivedKey(char Key, TimeSpan Duration);
