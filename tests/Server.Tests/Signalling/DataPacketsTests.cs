using Google.Protobuf;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Signalling;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Tests.Signalling;

public sealed class DataPacketsTests
{
    private static readonly ParticipantSnapshot Ann = new() { ParticipantId = "ann-id", Identity = "ann", UserId = "ann" };

    private static SendData? Forward(byte[] payload, bool reliable = true) =>
        DataPackets.Forward(new DataReceived("RM_1", Ann.ParticipantId, reliable, payload), Ann);

    [Fact]
    public void WritesTheSendersNameWhateverTheSenderWrote()
    {
        DataPacket packet = new() { ParticipantIdentity = "bob", ParticipantSid = "PA_bob", User = new UserPacket { ParticipantIdentity = "bob" } };

        SendData sent = Forward(packet.ToByteArray())!;

        DataPacket passed = DataPacket.Parser.ParseFrom(sent.Payload.Span);
        Assert.Equal(("ann", "PA_ann-id"), (passed.ParticipantIdentity, passed.ParticipantSid));
        Assert.Equal(("ann", "PA_ann-id"), (passed.User.ParticipantIdentity, passed.User.ParticipantSid));
        Assert.Equal("ann-id", sent.SenderId);
    }

    [Fact]
    public void ObeysTheListOfReceiversInEachOfItsForms()
    {
        DataPacket packet = new()
        {
            DestinationIdentities = { "bob" },
            User = new UserPacket { DestinationIdentities = { "bob", "carl" }, DestinationSids = { "PA_dora-id" } },
        };

        SendData sent = Forward(packet.ToByteArray())!;

        Assert.Equal(["bob", "carl"], sent.DestinationIdentities);
        Assert.Equal(["dora-id"], sent.DestinationIds);
    }

    [Fact]
    public void PassesOnWhatItDoesNotKnow()
    {
        // field 13 is the header of a text stream, which this schema leaves out
        byte[] packet = [0x6a, 0x03, 0x0a, 0x01, (byte)'s'];

        byte[] passed = Forward(packet)!.Payload.ToArray();

        Assert.True(passed.AsSpan().IndexOf(packet) >= 0);
    }

    [Theory]
    [InlineData(true, DataPacket.Types.Kind.Reliable)]
    [InlineData(false, DataPacket.Types.Kind.Lossy)]
    public void KeepsTheKindOfTheChannel(bool reliable, object kind)
    {
        SendData sent = Forward(new DataPacket().ToByteArray(), reliable)!;

        Assert.Equal(reliable, sent.Reliable);
        Assert.Equal(kind, DataPacket.Parser.ParseFrom(sent.Payload.Span).Kind);
    }

    [Fact]
    public void DropsWhatIsNoPacket() => Assert.Null(Forward([0xff, 0xff, 0xff]));

    [Theory]
    [InlineData('5', 5)]
    [InlineData('*', 10)]
    [InlineData('#', 11)]
    [InlineData('d', 15)]
    public void NumbersThePhonesKeys(char digit, int code)
    {
        DataPacket packet = DataPacket.Parser.ParseFrom(DataPackets.Dtmf("RM_1", Ann, digit).Payload.Span);

        Assert.Equal(((uint)code, digit.ToString()), (packet.SipDtmf.Code, packet.SipDtmf.Digit));
    }
}
