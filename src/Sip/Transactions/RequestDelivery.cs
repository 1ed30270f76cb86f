using System.Net;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Transactions;

/// <summary>Why a request had no final response.</summary>
internal enum DeliveryFailure
{
    NoResponse,
    Unreachable,
    Unresolvable,
}

/// <summary>Who sends a request.</summary>
internal interface IDeliveryUser
{
    void HandleResponse(RequestDelivery delivery, SipResponse response);

    void HandleFailure(RequestDelivery delivery, DeliveryFailure failure, string detail);

    /// <summary>The request is on its way over this flow.</summary>
    void HandleSent(RequestDelivery delivery, FlowId flow)
    {
    }
}

/// <summary>
/// Brings one request to its next hop (RFC 3263, RFC 3261 18.1.1): resolves, picks or opens a flow, stamps Via and Contact, and goes on to the next
/// target when one cannot be reached, does not answer or says 503. Never two targets at once.
/// </summary>
internal sealed class RequestDelivery(EndpointContext context, SipRequest request, SipUri nextHop, IDeliveryUser user) : IClientTransactionUser, IFlowWaiter, ITimed
{
    private const int DefaultPort = 5060;
    private const int DefaultTlsPort = 5061;

    private readonly Queue<SipTarget> _targets = new();
    private SipTarget? _target;
    private SipTarget? _overUdp;
    private long _resolving;
    private Deadline? _patience;
    private bool _isWaiting;
    private string _trouble = "";

    public SipRequest Request { get; } = request;

    /// <summary>Ladder of the call this request belongs to.</summary>
    public CallTrace? Trace { get; init; }

    /// <summary>User part of the Contact to stamp; null for requests that carry none.</summary>
    public string? ContactUser { get; init; }

    /// <summary>A flow to use without asking where the next hop is, as long as it is usable.</summary>
    public FlowId? PreferredFlow { get; init; }

    /// <summary>Waiting for a name or a connection.</summary>
    public bool IsWaiting => _isWaiting;

    /// <summary>The transaction that is under way or was the last.</summary>
    public ClientTransaction? Transaction { get; private set; }

    /// <summary>The target of the latest attempt; null where the preferred flow was taken.</summary>
    public SipTarget? Target => _target;

    /// <summary>The flow of the latest attempt.</summary>
    public FlowId? Flow { get; private set; }

    /// <summary>The stamped bytes of an ACK, to be sent again when the 2xx is (RFC 3261 13.2.2.4).</summary>
    private ReadOnlyMemory<byte> AckBytes { get; set; }

    public void Start()
    {
        if (PreferredFlow is { } flow && context.Flows.IsUsable(flow))
        {
            Send(flow);
        }
        else if (nextHop.Address is { } denied && !context.Options.Permits(nextHop, denied))
        {
            Fail(DeliveryFailure.Unreachable, $"{nextHop.Host} is in a network that may not be dialled");
        }
        else if (nextHop.Address is { } address)
        {
            var transport = TransportOf(nextHop);
            _targets.Enqueue(new SipTarget(transport, new IPEndPoint(address, nextHop.Port ?? (transport == SipTransport.Tls ? DefaultTlsPort : DefaultPort))));
            TryNext();
        }
        else
        {
            _resolving = context.NextTicket();
            context.Resolving[_resolving] = this;
            Wait();
            context.FlowRequests.Enqueue(new ResolveUri(_resolving, nextHop));
        }
    }

    public void HandleResolved(IReadOnlyList<SipTarget> targets)
    {
        context.CurrentCall = Trace?.Key;
        StopWaiting();
        foreach (var target in targets)
        {
            _targets.Enqueue(target);
        }

        if (_targets.Count == 0)
        {
            user.HandleFailure(this, DeliveryFailure.Unresolvable, $"{nextHop.Host} does not resolve");
        }
        else
        {
            TryNext();
        }
    }

    public void HandleFlow(FlowId flow)
    {
        if (_isWaiting)
        {
            context.CurrentCall = Trace?.Key;
            StopWaiting();
            Send(flow);
        }
    }

    public void HandleNoFlow(string why)
    {
        if (_isWaiting)
        {
            context.CurrentCall = Trace?.Key;
            StopWaiting();
            Fail(DeliveryFailure.Unreachable, why);
        }
    }

    public void HandleTimer(TimerName name, TimeSpan now)
    {
        _patience = null;
        var resolving = _resolving != 0;
        StopWaiting();
        Fail(resolving ? DeliveryFailure.Unresolvable : DeliveryFailure.Unreachable, resolving ? "name resolution timed out" : "connection timed out");
    }

    public void HandleResponse(ClientTransaction transaction, SipResponse response)
    {
        if (transaction != Transaction)
        {
            return;
        }

        if (response.Status == 503 && _targets.Count > 0)
        {
            TryNext();
        }
        else
        {
            user.HandleResponse(this, response);
        }
    }

    public void HandleFailure(ClientTransaction transaction, TransactionFailure failure)
    {
        if (transaction == Transaction)
        {
            context.CurrentCall = Trace?.Key;
            var timeout = failure == TransactionFailure.Timeout;
            Fail(timeout ? DeliveryFailure.NoResponse : DeliveryFailure.Unreachable, timeout ? "no response" : transaction.Flow.IsReliable ? "the connection broke" : "nobody listens there");
        }
    }

    /// <summary>Sends CANCEL along the INVITE's own path. Only after a provisional response (RFC 3261 9.1).</summary>
    public void Cancel(Token? reason) => Cancel(context, HopRequest.Cancel(Request, reason), Transaction!.Flow, Trace);

    /// <summary>Sends a CANCEL as it is.</summary>
    public static void Cancel(EndpointContext context, SipRequest cancel, FlowId flow, CallTrace? trace = null) =>
        new ClientTransaction(context, cancel, context.Bytes(cancel), flow, CancelUser.Instance, trace).Start();

    /// <summary>What fails now fails for good.</summary>
    public void ForgetOtherTargets() => _targets.Clear();

    /// <summary>Sends the same ACK again.</summary>
    public void Repeat()
    {
        if (Flow is { } flow && !AckBytes.IsEmpty)
        {
            Trace?.Sent(flow, AckBytes);
            context.Send(flow, AckBytes);
        }
    }

    /// <summary>Forgets the request; nothing is reported any more.</summary>
    public void Abandon()
    {
        StopWaiting();
        _targets.Clear();
        Transaction?.Abandon();
        Transaction = null;
    }

    private static SipTransport TransportOf(SipUri uri) =>
        uri.Scheme == SipUriScheme.Sips ? SipTransport.Tls : uri.Transport switch { "tcp" => SipTransport.Tcp, "tls" => SipTransport.Tls, _ => SipTransport.Udp };

    private void TryNext()
    {
        if (!_targets.TryDequeue(out var target))
        {
            user.HandleFailure(this, DeliveryFailure.Unreachable, _trouble);
            return;
        }

        _target = target;
        if (context.Flows.PointFor(target) is not { } point)
        {
            Fail(DeliveryFailure.Unreachable, $"no {target.Transport} socket of that address family");
        }
        else if (target.Transport == SipTransport.Udp)
        {
            Send(new FlowId(SipTransport.Udp, point.Bound, target.Address));
        }
        else if (context.Flows.FindOpen(target) is { } open)
        {
            Send(open);
        }
        else
        {
            var ticket = context.NextTicket();
            Wait();
            if (context.Flows.Await(target, this, ticket))
            {
                context.FlowRequests.Enqueue(new OpenFlow(ticket, target));
            }
        }
    }

    private void Send(FlowId flow)
    {
        Flow = flow;
        var point = context.Flows.PointOf(flow);
        Request.Via = HopAddress.Via(point, Transactions.Branch.New(context));
        if (ContactUser is not null)
        {
            Request.Contact = HopAddress.Contact(point, ContactUser, Request.Uri.Scheme == SipUriScheme.Sips);
        }

        var wire = context.Bytes(Request);
        if (flow.Transport == SipTransport.Udp && wire.Length > context.Options.UdpRequestLimit && TryTcpFirst())
        {
            return;
        }

        user.HandleSent(this, flow);
        if (Request.Method == SipMethod.Ack)
        {
            AckBytes = wire;
            Repeat();
            return;
        }

        Transaction = new ClientTransaction(context, Request, wire, flow, this, Trace);
        Transaction.Start();
    }

    /// <summary>A request too large for one datagram goes over TCP; if nobody listens there, over UDP after all (RFC 3261 18.1.1).</summary>
    private bool TryTcpFirst()
    {
        if (_target is not { } udp || _overUdp == udp || context.Flows.PointFor(udp with { Transport = SipTransport.Tcp }) is null)
        {
            return false;
        }

        _overUdp = udp;
        var later = _targets.ToArray();
        _targets.Clear();
        _targets.Enqueue(udp with { Transport = SipTransport.Tcp });
        _targets.Enqueue(udp);
        Array.ForEach(later, _targets.Enqueue);
        TryNext();
        return true;
    }

    private void Fail(DeliveryFailure failure, string trouble)
    {
        _trouble = trouble;
        if (_targets.Count > 0)
        {
            TryNext();
        }
        else
        {
            user.HandleFailure(this, failure, trouble);
        }
    }

    private void Wait()
    {
        _isWaiting = true;
        context.Waiting++;
        _patience = context.Arm(context.Options.DeliveryPatience, this, TimerName.DeliveryStalled);
    }

    private void StopWaiting()
    {
        if (_isWaiting)
        {
            _isWaiting = false;
            context.Waiting--;
            context.Resolving.Remove(_resolving);
            _resolving = 0;
            context.Timers.Cancel(ref _patience);
        }
    }

    /// <summary>Nobody cares how a CANCEL fares: the INVITE's final response tells.</summary>
    private sealed class CancelUser : IClientTransactionUser
    {
        public static readonly CancelUser Instance = new();

        public void HandleResponse(ClientTransaction transaction, SipResponse response)
        {
        }

        public void HandleFailure(ClientTransaction transaction, TransactionFailure failure)
        {
        }
    }
}
