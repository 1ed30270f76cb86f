namespace Switchroom.Server.Phone;

/// <summary>What a call leg wants done. A closed set; <see cref="CallLeg"/> decides, its owner carries out.</summary>
internal abstract record CallAction
{
    private CallAction()
    {
    }

    /// <summary>Send the one INVITE of an attempt over a route.</summary>
    public sealed record Invite(CallRoute Route, string Offer) : CallAction;

    /// <summary>Give up the INVITE under way (CANCEL, or ACK and BYE where an answer crosses).</summary>
    public sealed record CancelInvite : CallAction;

    /// <summary>Send BYE.</summary>
    public sealed record HangUp : CallAction;

    /// <summary>Hand the far end's SDP to the media worker.</summary>
    public sealed record ApplyRemoteSdp(string Sdp, bool Early) : CallAction;

    /// <summary>Let the participant's <c>sip.callStatus</c> follow.</summary>
    public sealed record ShowStatus(string Status) : CallAction;

    /// <summary>The participant is in the room now: people hear and see it as joined.</summary>
    public sealed record EnterRoom : CallAction;

    /// <summary>Send the extension's digits.</summary>
    public sealed record SendExtension(string Digits) : CallAction;

    /// <summary>Tell the event; <paramref name="Warning"/> is the text of a warning or error.</summary>
    public sealed record Tell(CallEventKind Kind, string? Warning = null) : CallAction;

    /// <summary>Release media and the participant.</summary>
    public sealed record LeaveRoom : CallAction;

    /// <summary>Nothing follows.</summary>
    public sealed record Forget : CallAction;
}

/// <summary>The five events of a dial-out (<c>daily-api.md</c> 2.9).</summary>
internal enum CallEventKind
{
    Connected,
    Answered,
    Warning,
    Stopped,
    Error,
}
