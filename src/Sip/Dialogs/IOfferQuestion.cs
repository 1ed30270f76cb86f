using Switchroom.Sip.Calls;

namespace Switchroom.Sip.Dialogs;

/// <summary>A description the peer waits for: an answer to its offer, or our offer if it sent none.</summary>
internal interface IOfferQuestion
{
    void Answer(SipBody body);

    void Refuse(int status);
}
