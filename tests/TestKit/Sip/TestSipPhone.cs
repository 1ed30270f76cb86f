using System.Net;
using Switchroom.Sip;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.TestKit.Sip;

/// <summary>
/// A scriptable SIP user agent on a <see cref="SipEndpoint"/> of its own, in virtual time. Everything that happens is kept in <see cref="Events"/>;
/// <see cref="Script"/> reacts to it. Descriptions are opaque here too: tests give any text.
/// </summary>
public sealed class TestSipPhone : ISimulated
{
    private readonly Simulation _simulation;
    private int _calls;

    /// <summary>A phone on the simulation's network, listening on UDP and, given streams, on TCP.</summary>
    public TestSipPhone(
        Simulation simulation, IPEndPoint address, int seed, Func<SipEndpointOptions, SipEndpointOptions>? adjust = null, VirtualSipStreams? streams = null)
    {
        _simulation = simulation;
        Address = address;
        Streams = streams;
        var host = address.Address.ToString();
        var options = new SipEndpointOptions
        {
            ListeningPoints = streams is null
                ? [new ListeningPoint(SipTransport.Udp, address, host, address.Port)]
                : [new ListeningPoint(SipTransport.Udp, address, host, address.Port), new ListeningPoint(SipTransport.Tcp, address, host, address.Port)],
        };
        Endpoint = new SipEndpoint(adjust?.Invoke(options) ?? options, new Random(seed));
        streams?.Listen(SipTransport.Tcp, address, this);
        simulation.Network.Attach(address, (datagram, from, now) => Endpoint.HandleMessage(new FlowId(SipTransport.Udp, address, from), datagram, now));
        simulation.Add(this);
    }

    /// <summary>The engine.</summary>
    public SipEndpoint Endpoint { get; }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Its connections; null for a phone that speaks UDP only.</summary>
    public VirtualSipStreams? Streams { get; }

    /// <summary>All events so far, without ladder entries.</summary>
    public List<SipEvent> Events { get; } = [];

    /// <summary>All messages of its calls so far.</summary>
    public List<LadderEntry> Ladder { get; } = [];

    /// <summary>Whether to keep events and ladders; a run of many calls has no use for them.</summary>
    public bool Keeps { get; set; } = true;

    /// <summary>Called with each event as it comes; commands given in it happen at once.</summary>
    public Action<SipEvent>? Script { get; set; }

    /// <summary>How names are resolved; by default none are.</summary>
    public Func<SipUri, IReadOnlyList<SipTarget>> Resolver { get; set; } = _ => [];

    /// <inheritdoc/>
    public TimeSpan? NextDeadline => Endpoint.NextDeadline;

    /// <summary>A URI that reaches this phone.</summary>
    public SipUri Uri(string user = "phone") => new(SipUriScheme.Sip, user, Address.Address.ToString(), Address.Port);

    /// <summary>Calls, with an offer unless told otherwise.</summary>
    public CallKey Call(SipUri target, Func<CallRequest, CallRequest>? adjust = null)
    {
        var key = new CallKey(new Guid(++_calls, (short)Address.Port, 0, [0, 0, 0, 0, 0, 0, 0, 0]));
        var request = new CallRequest { Target = target, From = Uri("caller"), Offer = SipBody.Sdp("offer") };
        Do(new StartCall(key, adjust?.Invoke(request) ?? request));
        return key;
    }

    /// <summary>Gives a command now.</summary>
    public void Do(SipCommand command) => Endpoint.Handle(command, _simulation.Now);

    /// <summary>Answers every incoming call at once, and every offer with <paramref name="answer"/>.</summary>
    public TestSipPhone AnswersAll(string answer = "answer")
    {
        Script += happened =>
        {
            switch (happened)
            {
                case IncomingCall call: Do(new AnswerCall(call.Key, SipBody.Sdp(answer))); break;
                case OfferReceived offer: Do(new SendAnswer(offer.Key, SipBody.Sdp(answer))); break;
            }
        };
        return this;
    }

    /// <summary>The events of one kind, in order.</summary>
    public IEnumerable<T> Of<T>()
        where T : SipEvent => Events.OfType<T>();

    /// <inheritdoc/>
    public void HandleDeadline(TimeSpan now) => Endpoint.HandleDeadline(now);

    /// <inheritdoc/>
    public void Drain(TimeSpan now)
    {
        for (var moved = true; moved;)
        {
            moved = false;
            while (Endpoint.TryTakeMessage(out var message))
            {
                moved = true;
                Send(message, now);
            }

            while (Endpoint.TryTakeFlowRequest(out var request))
            {
                moved = true;
                Serve(request, now);
            }

            while (Endpoint.TryTakeEvent(out var happened))
            {
                moved = true;
                Take(happened);
            }
        }
    }

    private void Send(OutgoingSipMessage message, TimeSpan now)
    {
        if (message.Flow.Transport == SipTransport.Udp)
        {
            _simulation.Network.Send(message.Flow.Local, message.Flow.Remote, message.Bytes.Span, now);
        }
        else
        {
            Streams?.Send(message);
        }
    }

    private void Serve(FlowRequest request, TimeSpan now)
    {
        switch (request)
        {
            case ResolveUri resolve:
                Endpoint.HandleResolved(resolve.Ticket, Resolver(resolve.Uri), now);
                break;
            case OpenFlow open when Streams is not null:
                Streams.Open(this, open);
                break;
            case OpenFlow open:
                Endpoint.HandleFlowFailed(open.Ticket, "no streams", now);
                break;
        }
    }

    private void Take(SipEvent happened)
    {
        if (happened is CallMessage message)
        {
            if (Keeps)
            {
                Ladder.Add(message.Entry);
            }

            return;
        }

        if (Keeps)
        {
            Events.Add(happened);
        }

        Script?.Invoke(happened);
    }
}
