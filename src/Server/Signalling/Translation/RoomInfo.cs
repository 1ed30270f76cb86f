using Switchroom.Rooms.Membership;
using Wire = Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Translation;

/// <summary>A room as clients see it.</summary>
internal static class RoomInfo
{
    /// <summary>What browsers may send; RED and retransmission belong to the codecs they protect and are not listed.</summary>
    private static readonly string[] EnabledCodecs = ["audio/opus", "audio/red", "video/VP8", "video/H264", "video/VP9", "video/AV1", "video/rtx"];

    public static Wire.Room Of(RoomSnapshot room)
    {
        Wire.Room info = new()
        {
            Sid = room.RoomId,
            Name = room.Name,
            EmptyTimeout = (uint)room.Config.EmptyTimeout.TotalSeconds,
            DepartureTimeout = (uint)room.Config.DepartureTimeout.TotalSeconds,
            MaxParticipants = (uint)room.Config.MaxParticipants,
            CreationTime = room.Config.CreatedAt.ToUnixTimeSeconds(),
            CreationTimeMs = room.Config.CreatedAt.ToUnixTimeMilliseconds(),
            Metadata = room.Metadata,
            NumParticipants = (uint)room.VisibleCount,
            NumPublishers = (uint)room.PublisherCount,
        };
        info.EnabledCodecs.Add(EnabledCodecs.Select(mime => new Wire.Codec { Mime = mime }));
        return info;
    }
}
