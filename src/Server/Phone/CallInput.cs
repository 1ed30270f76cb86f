namespace Switchroom.Server.Phone;

/// <summary>What can happen to a call leg. A closed set.</summary>
internal abstract record CallInput
{
    private CallInput()
    {
    }

    /// <summary>The media worker has the leg and made an offer for it.</summary>
    public sealed record MediaReady(string Offer) : CallInput;

    /// <summary>The media worker took the far end's answer.</summary>
    /// <param name="Codec">The codec that is spoken, by its API name.</param>
    /// <param name="Warning">Why it is not the codec that was asked for; null when it is.</param>
    public sealed record MediaAgreed(string Codec, string? Warning) : CallInput;

    /// <summary>Media cannot be had, or was lost for good.</summary>
    public sealed record MediaFailed(string Why) : CallInput;

    /// <summary>100 Trying.</summary>
    public sealed record Trying : CallInput;

    /// <summary>Any other provisional response.</summary>
    public sealed record Progress(int Code, string? Sdp) : CallInput;

    /// <summary>A 2xx.</summary>
    /// <param name="Sdp">What the branch that answered said about its media, in the 2xx or before; null where it never did.</param>
    public sealed record Answered(string? Sdp) : CallInput;

    /// <summary>The attempt ended without an answer. A null code: no response came, or the trunk could not be reached.</summary>
    public sealed record Refused(int? Code, string Phrase, string? ReasonHeader = null) : CallInput;

    /// <summary>The INVITE was not sent: the trunk has as many calls as it takes.</summary>
    public sealed record TrunkFull : CallInput;

    /// <summary>The answered call ended.</summary>
    /// <param name="ByFarEnd">They sent the BYE; else we did.</param>
    /// <param name="ReasonHeader">Text of their Reason header, where there was one.</param>
    /// <param name="Fault">What broke the call, where it was not a choice: a session timer, a lost ACK.</param>
    public sealed record HungUp(bool ByFarEnd, string? ReasonHeader = null, string? Fault = null) : CallInput;

    /// <summary>An answered call came from another room; the far end took this leg's offer.</summary>
    public sealed record Adopted(string Sdp) : CallInput;

    /// <summary>The call goes on in another room: this one's part of it is over.</summary>
    public sealed record MovedAway : CallInput;

    /// <summary>This side wants the call to end.</summary>
    /// <param name="By">Who: <c>api</c>, <c>room</c>, <c>limit</c>, <c>shutdown</c>.</param>
    public sealed record Stop(string By) : CallInput;
}
