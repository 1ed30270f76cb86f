using Switchroom.Rooms.Membership;
using Wire = Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Translation;

/// <summary>A participant as clients see it.</summary>
internal static class ParticipantInfo
{
    public static Wire.ParticipantInfo Of(ParticipantSnapshot participant)
    {
        Wire.ParticipantInfo info = new()
        {
            Sid = ParticipantSid.FromId(participant.ParticipantId),
            Identity = participant.Identity,
            Name = participant.Name,
            Metadata = participant.Metadata,
            State = StateOf(participant.State),
            Kind = KindOf(participant.Kind),
            Version = participant.Version,
            JoinedAt = participant.JoinedAt.ToUnixTimeSeconds(),
            JoinedAtMs = participant.JoinedAt.ToUnixTimeMilliseconds(),
            IsPublisher = participant.IsPublisher,
            Permission = PermissionOf(participant.Permissions),
            Tracks = { participant.Tracks.Select(TrackInfo.Of) },
            Attributes = { participant.Attributes },
        };
        if (participant.LeaveReason is { } reason)
        {
            info.DisconnectReason = DisconnectReasons.Of(reason);
        }

        return info;
    }

    /// <summary>How one that others must no longer see leaves their lists.</summary>
    public static Wire.ParticipantInfo Gone(ParticipantSnapshot participant)
    {
        Wire.ParticipantInfo info = Of(participant);
        info.State = Wire.ParticipantInfo.Types.State.Disconnected;
        info.Tracks.Clear();
        return info;
    }

    private static Wire.ParticipantInfo.Types.State StateOf(ParticipantState state) => state switch
    {
        ParticipantState.Joined => Wire.ParticipantInfo.Types.State.Joined,
        ParticipantState.Disconnected => Wire.ParticipantInfo.Types.State.Disconnected,
        _ => Wire.ParticipantInfo.Types.State.Active,
    };

    private static Wire.ParticipantInfo.Types.Kind KindOf(ParticipantKind kind) => kind switch
    {
        ParticipantKind.Ingress => Wire.ParticipantInfo.Types.Kind.Ingress,
        ParticipantKind.Egress => Wire.ParticipantInfo.Types.Kind.Egress,
        ParticipantKind.Sip => Wire.ParticipantInfo.Types.Kind.Sip,
        ParticipantKind.Agent => Wire.ParticipantInfo.Types.Kind.Agent,
        _ => Wire.ParticipantInfo.Types.Kind.Standard,
    };

    private static Wire.ParticipantPermission PermissionOf(ParticipantPermissions permissions) => new()
    {
        CanSubscribe = permissions.CanReceive != ReceivePermissions.Nothing,
        CanPublish = permissions.CanSend != MediaKinds.None,
        CanPublishData = permissions.CanPublishData,
        CanPublishSources = { SourcesOf(permissions.CanSend) },
        Hidden = permissions.Hidden,
        Recorder = permissions.Recorder,
        Agent = permissions.Agent,
        CanUpdateMetadata = permissions.CanUpdateMetadata,
    };

    /// <summary>An empty list stands for every source, so everything is not spelled out.</summary>
    private static IEnumerable<Wire.TrackSource> SourcesOf(MediaKinds kinds)
    {
        if (kinds == MediaKinds.All)
        {
            return [];
        }

        (MediaKinds Kind, Wire.TrackSource Source)[] sources =
        [
            (MediaKinds.Video, Wire.TrackSource.Camera),
            (MediaKinds.Audio, Wire.TrackSource.Microphone),
            (MediaKinds.ScreenVideo, Wire.TrackSource.ScreenShare),
            (MediaKinds.ScreenAudio, Wire.TrackSource.ScreenShareAudio),
            (MediaKinds.CustomAudio | MediaKinds.CustomVideo, Wire.TrackSource.Unknown),
        ];
        return sources.Where(source => (kinds & source.Kind) != 0).Select(source => source.Source);
    }
}
