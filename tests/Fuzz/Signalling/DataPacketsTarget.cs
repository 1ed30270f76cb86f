using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Signalling;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Fuzz.Signalling;

/// <summary>Any bytes as a message on a data channel: dropped, or passed on under the sender's own name.</summary>
public sealed class DataPacketsTarget : FuzzTarget
{
    private static readonly ParticipantSnapshot Sender = new() { ParticipantId = "sender", Identity = "sender-identity", UserId = "sender-identity" };

    /// <inheritdoc/>
    public override string Name => "data-packets";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        if (DataPackets.Forward(new DataReceived("RM_fuzz", "sender", Reliable: true, input.ToArray()), Sender) is not { } send)
        {
            return;
        }

        DataPacket packet = DataPacket.Parser.ParseFrom(send.Payload.Span);
        if (packet.ParticipantIdentity != Sender.Identity || (packet.User?.ParticipantIdentity ?? Sender.Identity) != Sender.Identity)
        {
            throw new InvalidOperationException("a packet went out under another name");
        }
    }
}
