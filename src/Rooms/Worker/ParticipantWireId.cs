namespace Switchroom.Rooms.Worker;

/// <summary>How a participant's id reads on LiveKit's wire, where clients insist on a prefix.</summary>
public static class ParticipantWireId
{
    /// <summary>Stands before the participant id, in signalling and in the stream ids of session descriptions.</summary>
    public const string Prefix = "PA_";
}
