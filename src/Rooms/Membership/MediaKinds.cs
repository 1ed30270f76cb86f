namespace Switchroom.Rooms.Membership;

/// <summary>The kinds of track that permissions speak of: Daily's names, onto which LiveKit's sources map.</summary>
[Flags]
public enum MediaKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Microphone.</summary>
    Audio = 1,

    /// <summary>Camera.</summary>
    Video = 2,

    /// <summary>Sound of a shared screen.</summary>
    ScreenAudio = 4,

    /// <summary>Picture of a shared screen.</summary>
    ScreenVideo = 8,

    /// <summary>Any other sound.</summary>
    CustomAudio = 16,

    /// <summary>Any other picture.</summary>
    CustomVideo = 32,

    /// <summary>Everything.</summary>
    All = Audio | Video | ScreenAudio | ScreenVideo | CustomAudio | CustomVideo,
}

/// <summary>What of the room's administration a participant may do (Daily's <c>canAdmin</c>).</summary>
[Flags]
public enum AdminRights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Eject and mute others, change their permissions, dial out.</summary>
    Participants = 1,

    /// <summary>Start and stop recordings and streams.</summary>
    Streaming = 2,

    /// <summary>Start and stop transcription.</summary>
    Transcription = 4,

    /// <summary>Everything.</summary>
    All = Participants | Streaming | Transcription,
}
