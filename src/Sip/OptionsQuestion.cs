using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip;

/// <summary>One OPTIONS of ours outside any dialog.</summary>
internal sealed class OptionsQuestion(EndpointContext context, long number) : IDeliveryUser
{
    public static void Ask(EndpointContext context, SendOptions command)
    {
        var options = new SipRequest(SipMethod.Options, command.Target.ForRequest())
        {
            MaxForwards = Capabilities.MaxForwards,
            From = new NameAddr(new SipUri(SipUriScheme.Sip, context.Options.ContactUser, context.Options.ListeningPoints[0].AdvertisedHost)).WithTag(context.Token(8)),
            To = new NameAddr(command.Target.ForRequest()),
            CallId = context.Token(16),
            CSeq = new CSeq(1, SipMethod.Options),
        };
        options.Headers.Add(SipHeader.Accept, "application/sdp");
        options.Headers.Add(SipHeader.UserAgent, context.Options.Product);
        new RequestDelivery(context, options, command.Target, new OptionsQuestion(context, command.Number)) { ContactUser = context.Options.ContactUser }.Start();
    }

    public void HandleResponse(RequestDelivery delivery, SipResponse response)
    {
        if (!response.IsProvisional)
        {
            context.Report(new OptionsAnswered(context.Now, number, response.Status));
        }
    }

    public void HandleFailure(RequestDelivery delivery, DeliveryFailure failure, string detail) =>
        context.Report(new OptionsAnswered(context.Now, number, failure == DeliveryFailure.NoResponse ? 408 : 503));
}
