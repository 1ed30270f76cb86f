namespace Switchroom.Rooms.Mixing;

/// <summary>What a mix has done since it began.</summary>
/// <param name="Ticks">Ticks in which somebody listened.</param>
/// <param name="Reads">Frames read (decoded) from sources.</param>
/// <param name="Encodes">Packets encoded for listeners.</param>
/// <param name="PublishedEncodes">Packets encoded for browsers.</param>
internal readonly record struct MixCounters(long Ticks, long Reads, long Encodes, long PublishedEncodes);
