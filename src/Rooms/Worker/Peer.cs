using Switchroom.WebRtc;

namespace Switchroom.Rooms.Worker;

/// <summary>One WebRTC connection of a participant, as the worker keeps it.</summary>
internal sealed class Peer(PeerConnection connection, PeerRole role, ParticipantMedia owner) : Timed
{
    public PeerConnection Connection { get; } = connection;

    public PeerRole Role { get; } = role;

    public ParticipantMedia Owner { get; } = owner;

    public override TimeSpan? NextDeadline => IsRetired ? null : Connection.NextDeadline;

    /// <summary>Its deadline may have moved.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Closed: it goes as soon as its last datagrams are taken.</summary>
    public bool IsRetired { get; set; }

    /// <summary>The user name fragments it is found by: after an ICE restart the former one too.</summary>
    public List<string> Ufrags { get; } = [];

    public override void HandleDeadline(TimeSpan now) => Connection.HandleDeadline(now);
}
