using System.Collections.Immutable;
using Google.Protobuf;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling;

/// <summary>What travels on data channels: from one participant to others, or from the server.</summary>
internal static class DataPackets
{
    /// <summary>
    /// Passes a participant's packet on: the sender's name on it is ours to write, its list of receivers is obeyed, everything else
    /// stays as it came. Null for bytes that are no packet.
    /// </summary>
    public static SendData? Forward(DataReceived received, ParticipantSnapshot sender)
    {
        if (TryParse(received.Payload.Span) is not { } packet)
        {
            return null;
        }

        packet.ParticipantIdentity = sender.Identity;
        packet.ParticipantSid = ParticipantSid.FromId(sender.ParticipantId);
        packet.Kind = received.Reliable ? DataPacket.Types.Kind.Reliable : DataPacket.Types.Kind.Lossy;
        IEnumerable<string> identities = packet.DestinationIdentities;
        IEnumerable<string> sids = [];
        if (packet.User is { } user)
        {
            user.ParticipantIdentity = packet.ParticipantIdentity;
            user.ParticipantSid = packet.ParticipantSid;
            identities = identities.Concat(user.DestinationIdentities);
            sids = user.DestinationSids;
        }

        return new SendData(
            received.RoomId,
            received.ParticipantId,
            packet.ToByteArray(),
            received.Reliable,
            [.. sids.Select(ParticipantSid.ToId)],
            [.. identities.Distinct()]);
    }

    /// <summary>A message from the server: text or JSON under a topic.</summary>
    /// <param name="roomId">The room.</param>
    /// <param name="payload">What the receivers' application reads.</param>
    /// <param name="topic">What it is about; null for none.</param>
    /// <param name="to">Participant ids; empty for everybody.</param>
    public static SendData FromServer(string roomId, ReadOnlySpan<byte> payload, string? topic, ImmutableArray<string> to)
    {
        UserPacket user = new() { Payload = ByteString.CopyFrom(payload) };
        if (topic is not null)
        {
            user.Topic = topic;
        }

        return new SendData(roomId, null, new DataPacket { User = user }.ToByteArray(), Reliable: true, to, []);
    }

    /// <summary>A key that was pressed on a phone in the room.</summary>
    /// <param name="roomId">The room.</param>
    /// <param name="phone">The phone's participant.</param>
    /// <param name="digit">0 to 9, *, # or A to D.</param>
    public static SendData Dtmf(string roomId, ParticipantSnapshot phone, char digit)
    {
        const string Keys = "0123456789*#ABCD";
        DataPacket packet = new()
        {
            ParticipantIdentity = phone.Identity,
            ParticipantSid = ParticipantSid.FromId(phone.ParticipantId),
            SipDtmf = new SipDtmf { Code = (uint)Keys.IndexOf(char.ToUpperInvariant(digit)), Digit = digit.ToString() },
        };
        return new SendData(roomId, null, packet.ToByteArray(), Reliable: true, [], []);
    }

    private static DataPacket? TryParse(ReadOnlySpan<byte> payload)
    {
        try
        {
            return DataPacket.Parser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
