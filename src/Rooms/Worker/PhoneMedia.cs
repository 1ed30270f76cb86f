using Switchroom.Rooms.Forwarding;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Mixing;
using Switchroom.Rooms.Phone;
using Switchroom.WebRtc.Media;

namespace Switchroom.Rooms.Worker;

/// <summary>
/// The phone of a participant: its leg, and the track that browsers hear it by. The track is published with the first media or with the answer, and
/// follows the participant's permission to send.
/// </summary>
internal sealed class PhoneMedia : Timed, IPublishedAudio
{
    private const uint SamplesPerTick = 960;
    private const string Cid = "phone";
    private static readonly NegotiatedCodec Codec = new(MediaCodec.Opus, 111);

    private readonly RoomHost _room;
    private SourceTrack? _source;
    private SourceLayer? _layer;
    private ushort _sequenceNumber;
    private uint _timestamp;
    private bool _startsTalking = true;
    private bool _hasMedia;

    public PhoneMedia(Participant participant, PhoneLegOptions options, RoomHost room, WorkerContext context)
    {
        _room = room;
        Participant = participant;
        Options = options;
        Leg = new PhoneLeg(room.RoomId, participant.Id, options, context.Outbox, context.Random);
    }

    public Participant Participant { get; }

    public PhoneLegOptions Options { get; }

    public PhoneLeg Leg { get; }

    public RoomHost Room => _room;

    /// <summary>Its source in the room's mix.</summary>
    public MixedSource? InMix { get; set; }

    /// <summary>What the mix must not let it hear.</summary>
    public System.Collections.Immutable.ImmutableHashSet<string> Excluded { get; set; } = [];

    public override TimeSpan? NextDeadline => Leg.NextDeadline;

    public bool IsWanted => _source is { Subscriptions.Count: > 0 } && !_source.Published.Snapshot.Muted;

    public bool MaySend => (Participant.Permissions.CanSend & MediaKinds.Audio) != 0;

    public override void HandleDeadline(TimeSpan now) => Leg.HandleDeadline(now);

    /// <summary>Its track when it is published.</summary>
    public PublishedTrack? Track => _source?.Published;

    /// <summary>The far end is heard from now on, or again.</summary>
    public void HasMedia(TimeSpan now)
    {
        _hasMedia = true;
        Publish(now);
    }

    /// <summary>Publishes the track when there is something to hear and the permission to send it.</summary>
    public void Publish(TimeSpan now)
    {
        if (_source is not null || !_hasMedia || !MaySend)
        {
            return;
        }

        var request = new TrackRequest { Cid = Cid, Kind = Membership.TrackKind.Audio, Source = TrackSource.Microphone, DisableRed = true };
        _room.Room.PublishDirectly(Participant, request, Codec.Codec.MimeType, track =>
        {
            _source = new SourceTrack(track, Codec.Codec);
            _layer = _source.Bind(null);
            _room.AddSource(_source, now);
        });
    }

    /// <summary>The track is gone.</summary>
    public void Unpublished() => (_source, _layer) = (null, null);

    public void Write(ReadOnlySpan<byte> opus, byte level, TimeSpan now)
    {
        if (_layer is not null)
        {
            _source!.Forward(new SourcePacket
            {
                Layer = _layer,
                Codec = Codec,
                Marker = _startsTalking,
                SequenceNumber = _sequenceNumber++,
                Timestamp = _timestamp,
                Payload = opus,
                AudioLevel = level,
                VoiceActivity = level <= ActiveSpeakers.LoudLevel,
                ArrivedAt = now,
            });
        }

        _startsTalking = false;
        _timestamp += SamplesPerTick;
    }

    public void Silence(TimeSpan now)
    {
        _startsTalking = true;
        _timestamp += SamplesPerTick;
    }
}
