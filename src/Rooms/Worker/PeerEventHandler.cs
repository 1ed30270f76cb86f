using Switchroom.Rooms.Forwarding;
using Switchroom.Rooms.Membership;
using Switchroom.WebRtc;

namespace Switchroom.Rooms.Worker;

/// <summary>Carries out what happens on the connections of a room's participants.</summary>
internal sealed class PeerEventHandler(Room room, RoomData data, RoomBandwidth bandwidth, WorkerContext context)
{
    public void Handle(Peer peer, PeerEvent happened, TimeSpan now)
    {
        switch (happened)
        {
            case PathValidated validated:
                context.Routing.Proven(validated.Path, peer);
                break;
            case PathReleased released:
                context.Routing.Released(released.Path, peer);
                break;
            case PeerStateChanged { State: PeerState.Connected }:
                room.Connected(peer.Owner.Participant);
                room.Tell(new PeerConnected(room.Snapshot.RoomId, peer.Owner.Participant.Id, peer.Role));
                break;
            case WebRtc.PeerFailed failed:
                room.ConnectionLost(peer.Owner.Participant, now);
                room.Tell(new PeerFailed(room.Snapshot.RoomId, peer.Owner.Participant.Id, peer.Role, $"{failed.Reason}: {failed.Detail}"));
                break;
            case DataChannelOpened opened:
                peer.Owner.Opened(peer, opened.Channel, now);
                break;
            case DataMessageReceived message:
                data.Receive(peer.Owner.Participant, message);
                break;
            case PacketsMissed missed when missed.Track.Tag is Subscription subscription:
                context.Counters.PacketsResent += subscription.Resend(missed.SequenceNumbers, now);
                break;
            case KeyFrameRequested { Track.Tag: Subscription subscription }:
                subscription.RequestKeyFrame(now);
                break;
            case SenderReported report when report.Stream.Tag is SourceLayer layer:
                Report(layer, report);
                break;
            case ReceptionReported reception:
                peer.Owner.Score.ReportedLoss(reception.FractionLost);
                break;
            case TargetBitrateChanged:
                bandwidth.Divide(peer.Owner, now);
                break;
        }
    }

    private static void Report(SourceLayer layer, SenderReported report)
    {
        layer.Clock.Report(report.NtpTime, report.RtpTimestamp);
        var at = layer.Track.Publisher!.Owner.Clock.At(report.NtpTime, report.ArrivedAt);
        foreach (var subscription in layer.Track.Subscriptions)
        {
            subscription.SetClock(layer, report.RtpTimestamp, at);
        }
    }
}
