namespace Switchroom.Rooms.Mixing;

/// <summary>
/// Where a phone's audio goes for browsers: Opus packets of 20 ms, forwarded like any publisher's. The worker implements it; the mix encodes once
/// per source while <see cref="IsWanted"/>.
/// </summary>
internal interface IPublishedAudio
{
    /// <summary>True while anybody is subscribed.</summary>
    bool IsWanted { get; }

    /// <summary>One Opus packet of 20 ms (48 kHz RTP clock), valid for the call only.</summary>
    /// <param name="opus">The payload.</param>
    /// <param name="level">Loudness (RFC 6464: 0 loudest to 127 silent).</param>
    /// <param name="now">Monotonic time.</param>
    void Write(ReadOnlySpan<byte> opus, byte level, TimeSpan now);

    /// <summary>20 ms without anything to hear; nothing is sent.</summary>
    void Silence(TimeSpan now);
}
