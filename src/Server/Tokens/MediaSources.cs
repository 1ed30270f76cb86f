namespace Switchroom.Server.Tokens;

/// <summary>What a participant can send, by where it comes from.</summary>
[Flags]
internal enum MediaSources
{
    None = 0,
    Camera = 1,
    Microphone = 2,
    ScreenVideo = 4,
    ScreenAudio = 8,

    /// <summary>Tracks of no named source: LiveKit's "unknown", Daily's custom tracks.</summary>
    Other = 16,

    All = Camera | Microphone | ScreenVideo | ScreenAudio | Other,
}
