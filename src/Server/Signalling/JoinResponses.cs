using System.Reflection;
using Switchroom.Rooms.Membership;
using Switchroom.Server.Settings;
using Switchroom.Server.Signalling.Protocol;
using Switchroom.Server.Signalling.Translation;
using ParticipantInfo = Switchroom.Server.Signalling.Translation.ParticipantInfo;

namespace Switchroom.Server.Signalling;

/// <summary>The first message of a session: everything a client needs to begin, or to go on.</summary>
internal sealed class JoinResponses(SignallingSettings settings, IceServerSettings iceServers, TimeProvider time)
{
    /// <summary>The signalling protocol's version up to which we answer as its clients expect.</summary>
    public const int ProtocolVersion = 16;

    /// <summary>Clients compare the server's version with LiveKit's to find what it can do: this names the level we speak.</summary>
    public const string CompatibleVersion = "1.9.0";

    private static readonly string OurVersion =
        typeof(JoinResponses).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>For one who joined, with one connection for both directions or with two.</summary>
    public JoinResponse Join(RoomSnapshot room, ParticipantSnapshot participant, bool hasOneConnection)
    {
        JoinResponse response = new()
        {
            Room = RoomInfo.Of(room),
            Participant = ParticipantInfo.Of(participant),
            ServerVersion = CompatibleVersion,
            ServerInfo = Server(),
            SubscriberPrimary = !hasOneConnection,
            FastPublish = participant.Permissions.CanSend != MediaKinds.None,
            PingInterval = settings.PingSeconds,
            PingTimeout = settings.PingTimeoutSeconds,
            ClientConfiguration = Configuration(),
        };
        response.OtherParticipants.Add(room.OthersSeenBy(participant.ParticipantId).Select(ParticipantInfo.Of));
        response.IceServers.Add(IceServers.For(participant.ParticipantId, iceServers, time.GetUtcNow()));
        response.EnabledPublishCodecs.Add(response.Room.EnabledCodecs);
        return response;
    }

    /// <summary>For one who resumed.</summary>
    public ReconnectResponse Reconnect(string participantId)
    {
        ReconnectResponse response = new() { ServerInfo = Server(), ClientConfiguration = Configuration() };
        response.IceServers.Add(IceServers.For(participantId, iceServers, time.GetUtcNow()));
        return response;
    }

    private static ServerInfo Server() => new()
    {
        Version = CompatibleVersion,
        Protocol = ProtocolVersion,
        DebugInfo = $"Switchroom {OurVersion}",
    };

    private ClientConfiguration Configuration() => new()
    {
        ResumeConnection = ClientConfigSetting.Enabled,
        ForceRelay = iceServers.ForceRelay ? ClientConfigSetting.Enabled : ClientConfigSetting.Unset,
    };
}
