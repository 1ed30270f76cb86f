namespace Switchroom.WebRtc.Media;

/// <summary>What an m-line carries.</summary>
public enum TrackKind
{
    /// <summary>Sound.</summary>
    Audio,

    /// <summary>Pictures.</summary>
    Video,
}
