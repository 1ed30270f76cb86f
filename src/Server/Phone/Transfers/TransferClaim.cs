using System.Collections.Immutable;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Api;
using Switchroom.Server.Api.Calls;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Phone.Transfers;

/// <summary>What is being done to move one call elsewhere: at most one transfer at a time. Lives on <see cref="CallControl"/>'s task only.</summary>
internal sealed class TransferClaim(CallSession call, CallControl control)
{
    /// <summary>Set on the participant while the transfer is under way.</summary>
    public const string Attribute = "switchroom.transfer";

    private bool _isClaimed;
    private CallReferral? _referral;

    /// <summary>The move to or from another room that is under way.</summary>
    public CallMove? Move { get; set; }

    /// <summary>Claims the call for a transfer; or says why it cannot be transferred now.</summary>
    public ApiError? Begin()
    {
        if (call.IsOver || !call.Leg.WasAnswered)
        {
            return ApiError.Invalid(call.IsOver ? "Call closed before command could be delivered" : "the call is not answered yet");
        }

        if (_isClaimed)
        {
            return ApiError.Invalid("the call is being transferred already");
        }

        _isClaimed = true;
        Show("dialing");
        return null;
    }

    /// <summary>The transfer is over; where it failed, the call stays as it is.</summary>
    public bool End()
    {
        _isClaimed = false;
        _referral = null;
        if (!call.IsOver)
        {
            Show("");
        }

        return true;
    }

    /// <summary>Asks the far end of a claimed call to call somebody else.</summary>
    public CallReferral Refer(SipTarget target)
    {
        var referral = new CallReferral();
        if (call.Attempt is { } key && !call.IsOver)
        {
            _referral = referral;
            control.Post(new SendRefer(key, SipUri.Parse(target.Uri)));
        }
        else
        {
            referral.Gone();
        }

        return referral;
    }

    /// <summary>The far end said something about what it was asked.</summary>
    public void Progressed(ReferProgressed progress) => _referral?.Handle(progress);

    /// <summary>The call is over.</summary>
    public void Gone()
    {
        Move?.Gone(call);
        _referral?.Gone();
    }

    private void Show(string state) => control.Send(new UpdateParticipant(call.Setup.RoomId, call.SessionId)
    {
        Attributes = ImmutableDictionary<string, string>.Empty.Add(Attribute, state),
    });
}
