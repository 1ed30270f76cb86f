using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Worker;

/// <summary>Carries out the commands about a participant's phone.</summary>
internal sealed class PhoneCommandHandler(RoomHost room, RoomAudio audio, WorkerContext context)
{
    /// <summary>True for commands that are carried out here.</summary>
    public static bool Concerns(ParticipantCommand command) =>
        command is AddPhoneLeg or PhoneAnswer or PhoneRemoteOffer or PhoneEstablished or HoldPhone or StartDtmf or SetPhoneAudio or RemovePhoneLeg;

    public CommandResult Handle(ParticipantCommand command, Participant participant, TimeSpan now)
    {
        if (command is AddPhoneLeg add)
        {
            return Add(add, participant, now);
        }

        if (!audio.Phones.TryGetValue(participant.Id, out var phone))
        {
            return CommandResult.Refused(CommandRefusal.NoSuchLeg, $"participant {participant.Id} has no phone leg");
        }

        var result = Handle(command, phone, now);
        if (!phone.IsRemoved)
        {
            room.Follow(phone, now);
        }

        return result;
    }

    private CommandResult SetAudio(PhoneMedia phone, SetPhoneAudio set)
    {
        phone.Leg.Muted = set.Muted;
        audio.SetDeaf(phone, set.Deaf);
        return CommandResult.Done;
    }

    private CommandResult Handle(ParticipantCommand command, PhoneMedia phone, TimeSpan now)
    {
        switch (command)
        {
            case PhoneAnswer answer:
                return phone.Leg.HandleAnswer(answer.Sdp, now);
            case PhoneRemoteOffer offer:
                return phone.Leg.HandleOffer(offer.Sdp, now);
            case HoldPhone hold:
                return phone.Leg.Hold(hold.OnHold, now);
            case StartDtmf keys:
                return phone.Leg.StartDtmf(keys.Digits, keys.ToneDuration, keys.Gap, now);
            case SetPhoneAudio set:
                return SetAudio(phone, set);
            case PhoneEstablished:
                phone.Leg.Establish(now);
                room.Room.Connected(phone.Participant);
                phone.HasMedia(now);
                return CommandResult.Done;
            default:
                room.RemovePhone(phone, now);
                return CommandResult.Done;
        }
    }

    private CommandResult Add(AddPhoneLeg command, Participant participant, TimeSpan now)
    {
        if (participant.Profile.Kind != ParticipantKind.Sip)
        {
            return CommandResult.Refused(CommandRefusal.WrongState, "only a participant of kind SIP has a phone leg");
        }

        if (audio.Phones.ContainsKey(participant.Id))
        {
            return CommandResult.Refused(CommandRefusal.WrongState, $"participant {participant.Id} has a phone leg already");
        }

        var phone = new PhoneMedia(participant, command.Options, room, context);
        var result = phone.Leg.Start(now);
        if (!result.IsDone)
        {
            phone.Leg.Dispose();
            return result;
        }

        context.Route(phone);
        audio.Add(phone, now);
        room.Follow(phone, now);
        return CommandResult.Done;
    }
}
