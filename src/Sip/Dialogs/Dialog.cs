using System.Net;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Dialogs;

/// <summary>What names a dialog at this end (RFC 3261 section 12).</summary>
/// <param name="CallId">Call-ID.</param>
/// <param name="LocalTag">Our tag.</param>
/// <param name="RemoteTag">The peer's tag; empty for a peer of RFC 2543 that has none.</param>
internal readonly record struct DialogId(string CallId, string LocalTag, string RemoteTag);

/// <summary>The state of one dialog (RFC 3261 section 12): names, sequence numbers, route set, and where to send.</summary>
internal sealed class Dialog
{
    /// <summary>Requests that another process may have sent after it wrote its record: our numbers go on above them (RFC 3261 12.2.2 allows gaps).</summary>
    private const uint NumbersUnknown = 1_000;

    private readonly NameAddr _local;
    private readonly NameAddr _remote;
    private IReadOnlyList<NameAddr> _routes;
    private SipUri _target;

    private Dialog(DialogId id, NameAddr local, NameAddr remote, IReadOnlyList<NameAddr> routes, SipUri target)
    {
        Id = id;
        _local = local;
        _remote = remote;
        _routes = routes;
        _target = target;
    }

    public DialogId Id { get; }

    /// <summary>CSeq number of our latest request.</summary>
    public uint LocalNumber { get; set; }

    /// <summary>CSeq number of the peer's latest request; null before the first.</summary>
    public uint? RemoteNumber { get; private set; }

    /// <summary>Whether we made the Call-ID: decides who waits longer after glare (RFC 3261 14.1).</summary>
    public bool OwnsCallId { get; private init; }

    /// <summary>Where the dialog's messages went last, and whether requests must go there whatever the Contact says.</summary>
    public FlowId Flow { get; set; }

    /// <summary>The peer's Contact cannot be reached from here (it stands behind a NAT): its flow is the only way (RFC 3581, RFC 5626).</summary>
    public bool IsFlowBound { get; private set; }

    /// <summary>Grows when what a <see cref="DialogRecord"/> says of the way to the peer changes.</summary>
    public int Revision { get; private set; }

    /// <summary>User part of our Contact.</summary>
    public required string ContactUser { get; init; }

    /// <summary>Which methods the peer takes.</summary>
    public bool PeerTakesUpdate { get; private set; }

    /// <summary>Our dialog as Replaces names it to its peer (RFC 3891).</summary>
    public Replaces AsReplaces => new(Id.CallId, Id.RemoteTag, Id.LocalTag);

    public SipUri Target => _target;

    private bool IsStrict => _routes.Count > 0 && !_routes[0].Uri.IsLooseRouter;

    /// <summary>The next hop of a request in this dialog (RFC 3261 12.2.1.1).</summary>
    public SipUri NextHop => _routes.Count > 0 ? _routes[0].Uri : _target;

    /// <summary>The dialog a response to our request makes (RFC 3261 12.1.2).</summary>
    public static Dialog ForCaller(SipRequest request, SipResponse response, FlowId flow, string contactUser)
    {
        var routes = response.RecordRoutes.Reverse().ToArray();
        var id = new DialogId(request.CallId, request.From.Tag!, response.To.Tag ?? "");
        var dialog = new Dialog(id, request.From, response.To, routes, response.Contact?.Uri ?? request.Uri)
        {
            ContactUser = contactUser,
            OwnsCallId = true,
            LocalNumber = request.CSeq.Number,
            Flow = flow,
        };
        dialog.Observe(response, flow);
        return dialog;
    }

    /// <summary>The dialog a request makes when we answer with <paramref name="tag"/> (RFC 3261 12.1.1).</summary>
    public static Dialog ForCallee(SipRequest request, string tag, FlowId flow, string contactUser)
    {
        var id = new DialogId(request.CallId, tag, request.From.Tag ?? "");
        var dialog = new Dialog(id, request.To.WithTag(tag), request.From, request.RecordRoutes.ToArray(), request.Contact?.Uri ?? request.From.Uri)
        {
            ContactUser = contactUser,
            RemoteNumber = request.CSeq.Number,
            Flow = flow,
        };
        dialog.Observe(request, flow);
        return dialog;
    }

    /// <summary>A dialog that another process had, as far as a last request in it needs it.</summary>
    public static Dialog Restore(DialogRecord record, FlowTable flows)
    {
        var id = new DialogId(record.CallId, record.Local.Tag!, record.Remote.Tag ?? "");
        var behind = record.Behind is { } remote && flows.PointFor(new SipTarget(SipTransport.Udp, remote)) is { } point
            ? new FlowId(SipTransport.Udp, point.Bound, remote)
            : default(FlowId?);
        return new Dialog(id, record.Local, record.Remote, record.Routes, record.Target)
        {
            ContactUser = record.Local.Uri.User ?? "",
            LocalNumber = record.Number + NumbersUnknown,
            Flow = behind ?? default,
            IsFlowBound = behind is not null,
        };
    }

    /// <summary>This dialog as a value for another process.</summary>
    public DialogRecord ToRecord() => new()
    {
        CallId = Id.CallId,
        Local = _local,
        Remote = _remote,
        Routes = _routes,
        Target = _target,
        Number = LocalNumber,
        Behind = IsFlowBound && !Flow.IsReliable ? Flow.Remote : null,
    };

    /// <summary>The 2xx fixes the route set, whatever an early response said (RFC 3261 13.2.2.4).</summary>
    public void FixRoute(SipResponse success)
    {
        var routes = success.RecordRoutes.Reverse().ToArray();
        if (routes.Length != _routes.Count || routes.Where((route, i) => !route.Uri.IsEquivalentTo(_routes[i].Uri)).Any())
        {
            Revision++;
        }

        _routes = routes;
    }

    /// <summary>The peer named UPDATE in Allow and refused it nevertheless.</summary>
    public void RefuseUpdate() => PeerTakesUpdate = false;

    /// <summary>Takes a request's number; false if it is not above the last one (RFC 3261 12.2.2).</summary>
    public bool TryAdvance(uint number)
    {
        if (number <= RemoteNumber)
        {
            return false;
        }

        RemoteNumber = number;
        return true;
    }

    /// <summary>Takes over the peer's Contact and Allow: a target refresh (RFC 3261 12.2).</summary>
    public void Observe(SipMessage message, FlowId flow)
    {
        var (target, wasBehind) = (_target, IsFlowBound ? Flow.Remote : null);
        _target = message.Contact?.Uri ?? _target;
        if (message.Headers.Contains(SipHeader.Allow))
        {
            PeerTakesUpdate = message.HasToken(SipHeader.Allow, "UPDATE");
        }

        Flow = flow;
        IsFlowBound = _routes.Count == 0
            && (flow.IsReliable || (_target.Address is { } contact && !contact.Equals(flow.Remote.Address) && IsPrivate(contact) && !IsPrivate(flow.Remote.Address)));
        if (!_target.IsEquivalentTo(target) || !Equals(wasBehind, IsFlowBound ? Flow.Remote : null))
        {
            Revision++;
        }
    }

    /// <summary>A new request in this dialog; ACK takes the number of its INVITE instead of a new one.</summary>
    public SipRequest Create(SipMethod method, uint? number = null)
    {
        // A strict router wants itself in the Request-URI and the real target at the end of the route (RFC 3261 12.2.1.1).
        var request = new SipRequest(method, (IsStrict ? _routes[0].Uri : _target).ForRequest());
        for (var i = IsStrict ? 1 : 0; i < _routes.Count; i++)
        {
            request.Headers.Add(SipHeader.Route, _routes[i]);
        }

        if (IsStrict)
        {
            request.Headers.Add(SipHeader.Route, new NameAddr(_target));
        }

        request.MaxForwards = Capabilities.MaxForwards;
        request.From = _local;
        request.To = _remote;
        request.CallId = Id.CallId;
        request.CSeq = new CSeq(number ?? ++LocalNumber, method);
        return request;
    }

    private static bool IsPrivate(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return bytes.Length == 4
            ? bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and < 32) || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 100 && bytes[1] is >= 64 and < 128)
            : address.IsIPv6UniqueLocal || address.IsIPv6LinkLocal;
    }
}
