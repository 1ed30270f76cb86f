using System.Net;
using Switchroom.Sip.Messages;

namespace Switchroom.TestKit.Sip;

/// <summary>A SIP peer without any state of its own: the test writes each message it sends. UDP on the virtual network.</summary>
public sealed class ScriptedSipPeer
{
    private readonly Simulation _simulation;
    private int _branches;

    /// <summary>A peer at an address of the simulation's network.</summary>
    public ScriptedSipPeer(Simulation simulation, IPEndPoint address)
    {
        _simulation = simulation;
        Address = address;
        simulation.Network.Attach(address, Take);
    }

    /// <summary>Where it is.</summary>
    public IPEndPoint Address { get; }

    /// <summary>All that arrived, in order.</summary>
    public List<SipMessage> Received { get; } = [];

    /// <summary>Called with each request as it comes.</summary>
    public Action<SipRequest, IPEndPoint>? OnRequest { get; set; }

    /// <summary>Called with each message as it comes.</summary>
    public Action<SipMessage>? OnMessage { get; set; }

    /// <summary>Requests of one method that arrived, repeats included.</summary>
    public List<SipRequest> Requests(SipMethod method) => [.. Received.OfType<SipRequest>().Where(request => request.Method == method)];

    /// <summary>A URI that reaches this peer.</summary>
    public SipUri Uri(string user = "peer") => new(SipUriScheme.Sip, user, Address.Address.ToString(), Address.Port);

    /// <summary>A response to a request, with our tag and, where it makes a dialog, our contact.</summary>
    public SipResponse Response(SipRequest request, int status, string? tag = "peer", string? body = null)
    {
        var response = SipResponse.For(request, status);
        if (tag is not null && response.To.Tag is null)
        {
            response.To = response.To.WithTag(tag);
        }

        response.Headers.CopyFrom(request.Headers, SipHeader.RecordRoute);
        response.Contact = new NameAddr(Uri());
        if (body is not null)
        {
            response.SetBody(MediaType.Sdp, System.Text.Encoding.UTF8.GetBytes(body));
        }

        return response;
    }

    /// <summary>A request outside or inside a dialog, complete but for what the test changes.</summary>
    public SipRequest Request(SipMethod method, SipUri target, string callId, uint number = 1, string? toTag = null, string fromTag = "peer")
    {
        var request = new SipRequest(method, target)
        {
            Via = new Via("UDP", Address.Address.ToString(), Address.Port).With("branch", $"{Via.MagicCookie}scripted{++_branches}").With("rport"),
            From = new NameAddr(Uri()).WithTag(fromTag),
            To = toTag is null ? new NameAddr(target) : new NameAddr(target).WithTag(toTag),
            CallId = callId,
            CSeq = new CSeq(number, method),
            MaxForwards = 70,
            Contact = new NameAddr(Uri()),
        };
        return request;
    }

    /// <summary>Sends a message.</summary>
    public void Send(SipMessage message, IPEndPoint to) => _simulation.Network.Send(Address, to, message.ToBytes(), _simulation.Now);

    private void Take(ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now)
    {
        if (SipParser.Parse(datagram, SipLimits.Default, out var message) != SipParseError.None)
        {
            return;
        }

        Received.Add(message!);
        OnMessage?.Invoke(message!);
        if (message is SipRequest request)
        {
            OnRequest?.Invoke(request, from);
        }
    }
}
