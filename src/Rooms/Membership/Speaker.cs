namespace Switchroom.Rooms.Membership;

/// <summary>A participant that speaks.</summary>
/// <param name="ParticipantId">Who.</param>
/// <param name="Level">Smoothed loudness, 0 (silent) to 1.</param>
/// <param name="Active">False in a change that says it stopped.</param>
public readonly record struct Speaker(string ParticipantId, float Level, bool Active);
