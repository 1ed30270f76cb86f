using System.Collections.Immutable;

namespace Switchroom.Rooms.Membership;

/// <summary>A published track as it was after some command: immutable.</summary>
public sealed record TrackSnapshot
{
    /// <summary>The track's id, <c>TR_…</c>.</summary>
    public required string TrackId { get; init; }

    /// <summary>What the publisher asked for.</summary>
    public required TrackRequest Request { get; init; }

    /// <summary>Muted by its publisher or the server.</summary>
    public bool Muted { get; init; }

    /// <summary>The codec as in SDP, e.g. <c>audio/opus</c>; empty until negotiated.</summary>
    public string MimeType { get; init; } = "";

    /// <summary>The media section of the publisher's connection; empty until negotiated.</summary>
    public string Mid { get; init; } = "";

    /// <summary>True when several layers are sent in streams of their own.</summary>
    public bool Simulcast { get; init; }

    /// <summary>The layers, lowest first.</summary>
    public ImmutableArray<VideoLayer> Layers { get; init; } = [];

    /// <summary>Width of the picture in pixels; 0 unknown.</summary>
    public int Width { get; init; }

    /// <summary>Height of the picture in pixels; 0 unknown.</summary>
    public int Height { get; init; }

    /// <summary>Sound or picture.</summary>
    public TrackKind Kind => Request.Kind;

    /// <summary>Where it comes from.</summary>
    public TrackSource Source => Request.Source;

    /// <summary>A name people may see.</summary>
    public string Name => Request.Name;

    /// <summary>The permission its kind needs, to send and to receive.</summary>
    public MediaKinds MediaKind => Request.MediaKind;
}
