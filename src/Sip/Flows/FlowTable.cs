using System.Net;

namespace Switchroom.Sip.Flows;

/// <summary>Someone who waits for a connection.</summary>
internal interface IFlowWaiter
{
    void HandleFlow(FlowId flow);

    void HandleNoFlow(string why);
}

/// <summary>Which connections are open, which are being opened and who waits for them, and from which listening point to send.</summary>
internal sealed class FlowTable(IReadOnlyList<ListeningPoint> points)
{
    private readonly Dictionary<FlowId, string?> _open = [];
    private readonly Dictionary<(SipTransport Transport, IPEndPoint Remote), FlowId> _latest = [];
    private readonly Dictionary<SipTarget, Opening> _openingByTarget = [];
    private readonly Dictionary<long, Opening> _openingByTicket = [];

    public int OpenCount => _open.Count;

    /// <summary>The first listening point of that transport and of the target's address family; null if there is none.</summary>
    public ListeningPoint? PointFor(SipTarget target)
    {
        foreach (var point in points)
        {
            if (point.Transport == target.Transport && point.Bound.AddressFamily == target.Address.AddressFamily)
            {
                return point;
            }
        }

        return null;
    }

    /// <summary>What Via and Contact say on a flow. A connection we opened has a local port of its own, so any point of its kind will do.</summary>
    public ListeningPoint PointOf(FlowId flow)
    {
        ListeningPoint? near = null;
        foreach (var point in points)
        {
            if (point.Transport == flow.Transport && point.Bound.AddressFamily == flow.Local.AddressFamily)
            {
                if (point.Bound.Equals(flow.Local))
                {
                    return point;
                }

                near ??= point;
            }
        }

        return near ?? points[0];
    }

    /// <summary>Whether a message handed to this flow can still leave. UDP always can.</summary>
    public bool IsUsable(FlowId flow) => flow.Transport == SipTransport.Udp || _open.ContainsKey(flow);

    /// <summary>An open connection to that target. A TLS connection counts only if it was verified for the same name (RFC 5923 section 8).</summary>
    public FlowId? FindOpen(SipTarget target) =>
        _latest.TryGetValue((target.Transport, target.Address), out var flow) && _open.TryGetValue(flow, out var name)
            && (target.Transport != SipTransport.Tls || string.Equals(name, target.TlsName, StringComparison.OrdinalIgnoreCase))
            ? flow
            : null;

    /// <summary>Adds one who waits for a connection; true if it is the first, who has to ask for it by <paramref name="ticket"/>.</summary>
    public bool Await(SipTarget target, IFlowWaiter waiter, long ticket)
    {
        if (_openingByTarget.TryGetValue(target, out var opening))
        {
            opening.Waiters.Add(waiter);
            return false;
        }

        _openingByTarget[target] = _openingByTicket[ticket] = new Opening(target, [waiter]);
        return true;
    }

    /// <summary>The connection that was asked for is there.</summary>
    public void Opened(long ticket, FlowId flow)
    {
        var opening = EndWait(ticket);
        Accepted(flow, opening?.Target.TlsName);
        if (opening is not null)
        {
            _latest[(flow.Transport, opening.Target.Address)] = flow;
            opening.Waiters.ForEach(waiter => waiter.HandleFlow(flow));
        }
    }

    /// <summary>The connection that was asked for is not to be had.</summary>
    public void Failed(long ticket, string why) => EndWait(ticket)?.Waiters.ForEach(waiter => waiter.HandleNoFlow(why));

    /// <summary>A connection is open; somebody else opened it, or <see cref="Opened"/> says so.</summary>
    public void Accepted(FlowId flow, string? tlsName)
    {
        _open[flow] = tlsName;
        _latest[(flow.Transport, flow.Remote)] = flow;
    }

    public void Closed(FlowId flow)
    {
        _open.Remove(flow);
        if (_latest.TryGetValue((flow.Transport, flow.Remote), out var latest) && latest == flow)
        {
            _latest.Remove((flow.Transport, flow.Remote));
        }
    }

    private Opening? EndWait(long ticket)
    {
        if (_openingByTicket.Remove(ticket, out var opening))
        {
            _openingByTarget.Remove(opening.Target);
        }

        return opening;
    }

    private sealed record Opening(SipTarget Target, List<IFlowWaiter> Waiters);
}
