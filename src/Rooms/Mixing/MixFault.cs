namespace Switchroom.Rooms.Mixing;

/// <summary>A source or a listener that threw while a mix was made. The mix leaves it out from then on; its owner removes it.</summary>
/// <param name="Id">The source's or the listener's.</param>
/// <param name="Exception">What was thrown.</param>
internal readonly record struct MixFault(string Id, Exception Exception);
