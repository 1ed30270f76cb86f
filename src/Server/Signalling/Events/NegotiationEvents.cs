using System.Text.Json;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Events;

/// <summary>Session descriptions and candidates of ours.</summary>
internal sealed class NegotiationEvents(SignalParticipants participants)
{
    public void Answer(PublisherAnswer answer) => participants.Find(answer.ParticipantId)?.Send(new SignalResponse
    {
        Answer = new SessionDescription { Type = "answer", Sdp = answer.Sdp, Id = answer.OfferId, MidToTrackId = { answer.TracksByMid } },
    });

    public void Offer(SubscriberOffer offer) => participants.Find(offer.ParticipantId)?.Send(new SignalResponse
    {
        Offer = new SessionDescription { Type = "offer", Sdp = offer.Sdp, Id = offer.OfferId, MidToTrackId = { offer.TracksByMid } },
    });

    /// <summary>A client with one connection always offers itself.</summary>
    public void Sections(MediaSectionsWanted wanted) => participants.Find(wanted.ParticipantId)?.Send(new SignalResponse
    {
        MediaSectionsRequirement = new MediaSectionsRequirement { NumAudios = (uint)wanted.Audios, NumVideos = (uint)wanted.Videos },
    });

    /// <summary>Every connection is bundled, so the first media section stands for all.</summary>
    public void Candidate(LocalCandidate local)
    {
        string line = local.Candidate.Length == 0 ? "" : $"candidate:{local.Candidate}";
        participants.Find(local.ParticipantId)?.Send(new SignalResponse
        {
            Trickle = new TrickleRequest
            {
                CandidateInit = JsonSerializer.Serialize(new { candidate = line, sdpMid = "0", sdpMLineIndex = 0 }),
                Target = local.Role == PeerRole.Subscriber ? SignalTarget.Subscriber : SignalTarget.Publisher,
                Final = line.Length == 0,
            },
        });
    }

    /// <summary>By now the client has had its chances to restart the connection; only a new session helps.</summary>
    public void Failed(PeerFailed failed) =>
        participants.Find(failed.ParticipantId)?.Send(new SignalResponse { Leave = LeaveRequests.FullReconnect() });
}
