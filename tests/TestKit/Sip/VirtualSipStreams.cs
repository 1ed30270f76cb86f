using System.Net;
using Switchroom.Sip.Flows;

namespace Switchroom.TestKit.Sip;

/// <summary>Connections between test phones in virtual time: whole messages, in order, never lost, one millisecond away.</summary>
public sealed class VirtualSipStreams(Simulation simulation)
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(1);

    private readonly Dictionary<(SipTransport Transport, IPEndPoint Address), TestSipPhone> _listeners = [];
    private readonly Dictionary<FlowId, (TestSipPhone Phone, FlowId Flow)> _ends = [];
    private long _serial;

    /// <summary>Open connections, each counted once.</summary>
    public int Count => _ends.Count / 2;

    /// <summary>Lets a phone be connected to.</summary>
    public void Listen(SipTransport transport, IPEndPoint address, TestSipPhone phone) => _listeners[(transport, address)] = phone;

    /// <summary>Connects, or fails if nobody listens.</summary>
    public void Open(TestSipPhone from, OpenFlow request) => simulation.At(simulation.Now + Delay, () =>
    {
        if (!_listeners.TryGetValue((request.Target.Transport, request.Target.Address), out var listener))
        {
            from.Endpoint.HandleFlowFailed(request.Ticket, "connection refused", simulation.Now);
            return;
        }

        var serial = ++_serial;
        var near = new FlowId(request.Target.Transport, new IPEndPoint(from.Address.Address, 40_000 + (int)(serial % 20_000)), request.Target.Address, serial);
        var far = new FlowId(near.Transport, near.Remote, near.Local, serial);
        _ends[near] = (listener, far);
        _ends[far] = (from, near);
        listener.Endpoint.HandleFlowAccepted(far, simulation.Now);
        from.Endpoint.HandleFlowOpened(request.Ticket, near, simulation.Now);
    });

    /// <summary>Carries a message to the other end, if the connection is still open.</summary>
    public void Send(OutgoingSipMessage message) => simulation.At(simulation.Now + Delay, () =>
    {
        if (_ends.TryGetValue(message.Flow, out var end))
        {
            end.Phone.Endpoint.HandleMessage(end.Flow, message.Bytes.Span, simulation.Now);
        }
    });

    /// <summary>Breaks every connection; both ends notice.</summary>
    public void BreakAll()
    {
        var all = _ends.ToList();
        _ends.Clear();
        foreach (var (_, (phone, flow)) in all)
        {
            phone.Endpoint.HandleFlowClosed(flow, simulation.Now);
        }
    }
}
