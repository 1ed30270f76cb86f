using System.Collections.Immutable;

namespace Switchroom.Rooms.Membership;

/// <summary>A track while it exists: announced first, published once its media section is negotiated.</summary>
internal sealed class PublishedTrack(string trackId, Participant publisher, TrackRequest request)
{
    public string TrackId { get; } = trackId;

    public Participant Publisher { get; } = publisher;

    /// <summary>True once others know of it.</summary>
    public bool IsPublished { get; set; }

    /// <summary>Present state; replaced whole with every change.</summary>
    public TrackSnapshot Snapshot { get; private set; } = new()
    {
        TrackId = trackId,
        Request = request,
        Muted = request.Muted,
        Layers = request.Layers,
        Width = request.Width,
        Height = request.Height,
        Simulcast = request.Layers.Length > 1,
        MimeType = request.Codecs.Length > 0 ? request.Codecs[0].MimeType : "",
    };

    public MediaKinds MediaKind => Snapshot.MediaKind;

    /// <summary>True when the publisher muted it itself, so that the server cannot unmute it.</summary>
    public bool MutedByPublisher { get; set; } = request.Muted;

    /// <summary>True when the client calls the track by this id in its offer.</summary>
    public bool IsCalled(string cid) => Snapshot.Request.Cid == cid || Snapshot.Request.Codecs.Any(codec => codec.Cid == cid);

    public void SetMuted(bool muted) => Snapshot = Snapshot with { Muted = muted };

    public void SetLayers(ImmutableArray<VideoLayer> layers)
    {
        var largest = layers.MaxBy(layer => layer.Width * layer.Height);
        Snapshot = Snapshot with
        {
            Layers = layers,
            Width = largest?.Width ?? Snapshot.Width,
            Height = largest?.Height ?? Snapshot.Height,
        };
    }

    public void SetNegotiated(string mimeType, string mid, bool simulcast) =>
        Snapshot = Snapshot with { MimeType = mimeType, Mid = mid, Simulcast = simulcast };
}
