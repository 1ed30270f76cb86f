namespace Switchroom.Server.Signalling;

/// <summary>
/// A participant's id as LiveKit clients know it. Ours is a bare UUID; LiveKit's Rust core (Node, Python, Unity, C++) does not accept
/// a participant's sid without this prefix.
/// </summary>
internal static class ParticipantSid
{
    public const string Prefix = "PA_";

    public static string FromId(string participantId) => Prefix + participantId;

    /// <summary>The id behind a sid; a sid of another form is nobody's and comes back as it is.</summary>
    public static string ToId(string sid) => sid.StartsWith(Prefix, StringComparison.Ordinal) ? sid[Prefix.Length..] : sid;
}
