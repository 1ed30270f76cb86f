using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Dialogs;

/// <summary>Sends a request along its dialog's route.</summary>
internal static class InDialogDelivery
{
    public static RequestDelivery For(EndpointContext context, Dialog dialog, SipRequest request, IDeliveryUser user, CallTrace trace) =>
        new(context, request, dialog.NextHop, user)
        {
            Trace = trace,
            ContactUser = HasContact(request.Method) ? dialog.ContactUser : null,
            PreferredFlow = dialog.IsFlowBound ? dialog.Flow : null,
        };

    /// <summary>Requests that refresh the target, and those that make or use a subscription (RFC 3261 table 2, RFC 3311, RFC 3515).</summary>
    private static bool HasContact(SipMethod method) => method.Name is "INVITE" or "UPDATE" or "REFER" or "NOTIFY" or "SUBSCRIBE";
}
