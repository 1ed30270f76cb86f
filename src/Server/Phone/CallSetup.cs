using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Membership;

namespace Switchroom.Server.Phone;

/// <summary>A dial-out whose every precondition holds: what <see cref="CallControl"/> needs to run it.</summary>
internal sealed record CallSetup
{
    public required CallFacts Facts { get; init; }

    public required CallPlan Plan { get; init; }

    /// <summary>Id of the stored room.</summary>
    public required string StoredRoomId { get; init; }

    /// <summary>Id of the meeting.</summary>
    public required string RoomId { get; init; }

    /// <summary>Name that people in the room see.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Codecs to offer, preferred first.</summary>
    public required ImmutableArray<string> Codecs { get; init; }

    /// <summary>The request named the codecs itself, so that another one is worth a warning.</summary>
    public bool CodecsAsked { get; init; }

    public PhoneEncryption Encryption { get; init; }

    /// <summary>Our offer proposes ICE.</summary>
    public bool OfferIce { get; init; }

    /// <summary>Origin of the RTP timestamps.</summary>
    public uint MediaOrigin { get; init; } = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));

    /// <summary>Monotonic time at which the first leg of the call began; null for a call that begins now.</summary>
    public TimeSpan? MediaSince { get; init; }

    /// <summary>Where the call leads; null where that is not known.</summary>
    public IPEndPoint? FarEnd { get; init; }

    public ParticipantPermissions Permissions { get; init; } = ParticipantPermissions.Default;

    public IdleLimits Idle { get; init; }

    /// <summary>The API key that asked; its concurrent calls are counted.</summary>
    public string? KeyId { get; init; }

    /// <summary>Its life is told as <c>dialout.*</c> events; a leg that a transfer made is told by <c>calltransfer.*</c> instead.</summary>
    public bool TellsDialOut { get; init; } = true;

    /// <summary>Most SIP and phone legs of the room at once; null where this one is in no room.</summary>
    public int? RoomLimit { get; init; }

    /// <summary>The server that runs it.</summary>
    public string? NodeId { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>Hash of the request that came with the key: the same key with another request is refused.</summary>
    public string? RequestHash { get; init; }
}

/// <summary>How long a dialled party may be alone (<c>dialout_config</c>, <c>daily-api.md</c> 2.8).</summary>
/// <param name="Waiting">While nobody of the web has been in the room yet; zero is for as long as the call lasts.</param>
/// <param name="AfterConversation">After the last web user left; zero hangs up at once.</param>
internal readonly record struct IdleLimits(TimeSpan Waiting, TimeSpan AfterConversation);
