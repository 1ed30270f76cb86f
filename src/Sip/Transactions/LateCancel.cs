using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Flows;

namespace Switchroom.Sip.Transactions;

/// <summary>The CANCEL of an INVITE whose process is no more: goes where the INVITE went, over a connection of its own if it takes one.</summary>
internal sealed class LateCancel : IFlowWaiter
{
    private readonly EndpointContext _context;
    private readonly Withdrawal _withdrawal;

    private LateCancel(EndpointContext context, Withdrawal withdrawal) => (_context, _withdrawal) = (context, withdrawal);

    public static void Send(EndpointContext context, Withdrawal withdrawal)
    {
        if (context.Flows.PointFor(withdrawal.Target) is not { } point)
        {
            return;
        }

        var cancel = new LateCancel(context, withdrawal);
        if (withdrawal.Target.Transport == SipTransport.Udp)
        {
            cancel.SendOn(new FlowId(SipTransport.Udp, point.Bound, withdrawal.Target.Address));
        }
        else if (context.Flows.FindOpen(withdrawal.Target) is { } open)
        {
            cancel.SendOn(open);
        }
        else
        {
            cancel.Open();
        }
    }

    public void HandleFlow(FlowId flow)
    {
        _context.Waiting--;
        SendOn(flow);
    }

    public void HandleNoFlow(string why) => _context.Waiting--;

    private void Open()
    {
        var ticket = _context.NextTicket();
        _context.Waiting++;
        if (_context.Flows.Await(_withdrawal.Target, this, ticket))
        {
            _context.FlowRequests.Enqueue(new OpenFlow(ticket, _withdrawal.Target));
        }
    }

    private void SendOn(FlowId flow) => RequestDelivery.Cancel(_context, _withdrawal.Cancel, flow);
}
