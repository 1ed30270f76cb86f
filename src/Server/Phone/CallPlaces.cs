using System.Collections.Immutable;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Api;
using Switchroom.Server.Events;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Phone;

/// <summary>What a call needs before it begins: a place in <see cref="CallControl"/>, sockets, a participant, a row. Each is given back when a later one cannot be had.</summary>
internal sealed class CallPlaces(CallControl control, MeetingRooms meetings, EventJournal journal, NodeId node, TimeProvider clock)
{
    /// <summary>The media leg to begin with, or why there is none.</summary>
    public async Task<(AddPhoneLeg? Leg, ApiError? Error)> TakeAsync(CallSetup setup)
    {
        var sessionId = setup.Facts.SessionId;
        if (await control.ReserveAsync(setup with { NodeId = node.Value }) is { } problem)
        {
            return (null, problem);
        }

        var sockets = await meetings.Directory.OpenPhoneSocketsAsync(setup.RoomId);
        if (sockets is null)
        {
            await control.ReleaseAsync(sessionId);
            return (null, ApiError.Unavailable("no RTP port is free, try again"));
        }

        var joined = await meetings.Directory.SendAsync(new Join(setup.RoomId, sessionId, ProfileOf(setup)));
        if (!joined.IsDone)
        {
            meetings.Directory.ReleasePhoneSockets(setup.RoomId, sockets);
            await control.ReleaseAsync(sessionId);
            return (null, joined.Refusal == CommandRefusal.NoSuchRoom ? ApiError.NotHosting(setup.Facts.Room) : ApiError.Invalid(joined.Detail));
        }

        return (new AddPhoneLeg(setup.RoomId, sessionId, new PhoneLegOptions
        {
            Rtp = sockets.Rtp,
            Rtcp = sockets.Rtcp,
            Advertised = meetings.MediaAddress(sockets, setup.FarEnd),
            AudioCodecs = setup.Codecs,
            Encryption = setup.Encryption,
            OfferIce = setup.OfferIce,
            Timeline = new RtpTimeline(setup.MediaOrigin, setup.MediaSince is { } since ? control.Now - since : TimeSpan.Zero),
            EarlyMediaToRoom = setup.Plan.EarlyMedia,
        }), null);
    }

    /// <summary>Writes the call's row; from then on the call may be dialled.</summary>
    public Task RecordAsync(CallSetup setup)
    {
        var row = CallRows.Of(setup with { NodeId = node.Value }, clock.GetUtcNow());
        return journal.RecordAsync(setup.Facts.DomainId, async context => await context.CallLegs.AddAsync(row(), CancellationToken.None));
    }

    /// <summary>Gives back what <see cref="TakeAsync"/> took, whether or not the leg was made.</summary>
    public async Task GiveBackAsync(AddPhoneLeg leg)
    {
        // first, so that the participant's leaving is nobody's call any more
        await control.ReleaseAsync(leg.ParticipantId);
        meetings.Directory.Post(new Leave(leg.RoomId, leg.ParticipantId, LeaveReason.JoinFailure));
        meetings.Directory.ReleasePhoneSockets(leg.RoomId, new(leg.Options.Rtp, leg.Options.Rtcp, leg.Options.Advertised));
    }

    private ParticipantProfile ProfileOf(CallSetup setup) => new()
    {
        Identity = "sip_" + setup.Facts.SessionId,
        UserId = setup.Facts.UserId,
        Name = setup.DisplayName,
        Kind = ParticipantKind.Sip,
        Permissions = setup.Permissions,
        JoinedAt = clock.GetUtcNow(),
        Attributes = ImmutableDictionary<string, string>.Empty
            .Add("sip.callID", setup.Facts.SessionId)
            .Add("sip.callStatus", "dialing")
            .Add("sip.phoneNumber", setup.Facts.Destination)
            .Add("sip.trunkPhoneNumber", setup.Facts.Origin),
    };
}
