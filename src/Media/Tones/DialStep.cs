namespace Switchroom.Media.Tones;

/// <summary>One key of a <see cref="DialString"/>.</summary>
/// <param name="Pause">How long to wait before it, on top of the usual gap between keys.</param>
/// <param name="Key">The key; null for a pause at the end.</param>
public readonly record struct DialStep(TimeSpan Pause, char? Key);
