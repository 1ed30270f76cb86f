using System.Collections.Immutable;
using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Worker;

/// <summary>Opens a room. Answered by <see cref="RoomOpened"/>. It closes by itself when it stays empty for its timeouts.</summary>
/// <param name="Config">The room's settings, its id and name among them.</param>
public sealed record CreateRoom(RoomConfig Config) : WorkerCommand(Config.RoomId);

/// <summary>Replaces the settings of an open room; participants that are in stay, whatever the new limits are.</summary>
/// <param name="Config">The settings from now on; id and name cannot change.</param>
public sealed record ConfigureRoom(RoomConfig Config) : WorkerCommand(Config.RoomId);

/// <summary>Ejects everybody and closes the room.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Reason">What the participants are told.</param>
public sealed record CloseRoom(string RoomId, LeaveReason Reason = LeaveReason.RoomClosed) : WorkerCommand(RoomId);

/// <summary>Replaces the room's metadata. Answered by <see cref="RoomUpdated"/>.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Metadata">Free text, at most <see cref="RoomConfig.MaxMetadataLength"/> characters.</param>
public sealed record UpdateRoomMetadata(string RoomId, string Metadata) : WorkerCommand(RoomId);

/// <summary>Changes the session data that the meeting keeps for its participants. Answered by <see cref="RoomUpdated"/>.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Values">Top-level keys with their values as JSON text.</param>
/// <param name="KeysToRemove">Keys removed after merging.</param>
/// <param name="Replace">True drops all former keys first; false merges key by key.</param>
public sealed record SetSessionData(
    string RoomId,
    ImmutableDictionary<string, string> Values,
    ImmutableArray<string> KeysToRemove,
    bool Replace) : WorkerCommand(RoomId);

/// <summary>
/// Sends a data packet to participants: from a participant (after the server has translated its <see cref="DataReceived"/>) or from the server itself.
/// The payload is opaque here; for WebRTC participants it is what goes on the data channel.
/// </summary>
/// <param name="RoomId">The room.</param>
/// <param name="SenderId">The sending participant, who must be allowed to publish data and does not get a copy; null for the server.</param>
/// <param name="Payload">The bytes of the data channel message.</param>
/// <param name="Reliable">True for the reliable ordered channel, false for the lossy one.</param>
/// <param name="DestinationIds">Participant ids that get it; empty for everybody.</param>
/// <param name="DestinationIdentities">Identities that get it, besides <paramref name="DestinationIds"/>.</param>
public sealed record SendData(
    string RoomId,
    string? SenderId,
    ReadOnlyMemory<byte> Payload,
    bool Reliable,
    ImmutableArray<string> DestinationIds,
    ImmutableArray<string> DestinationIdentities) : WorkerCommand(RoomId);
