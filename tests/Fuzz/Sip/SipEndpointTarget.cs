using System.Net;
using Switchroom.Sip;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Fuzz.Sip;

/// <summary>
/// The whole endpoint under hostile messages: the input is cut at each 0xFF byte, and each piece arrives as one datagram while a call is ringing and
/// another is up. Whatever comes, all that was begun ends, and no timer or transaction is left over.
/// </summary>
internal sealed class SipEndpointTarget : FuzzTarget
{
    private const int LongestSettling = 10_000;

    private static readonly IPEndPoint Here = new(IPAddress.Parse("192.0.2.1"), 5060);
    private static readonly IPEndPoint There = new(IPAddress.Parse("192.0.2.2"), 5060);

    /// <inheritdoc/>
    public override string Name => "sip-endpoint";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        var endpoint = new SipEndpoint(
            new SipEndpointOptions { ListeningPoints = [new ListeningPoint(SipTransport.Udp, Here, "192.0.2.1", 5060)], SessionExpires = null },
            new Random(1));
        var key = new CallKey(new Guid(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));
        var now = TimeSpan.Zero;
        endpoint.Handle(new StartCall(key, new CallRequest { Target = SipUri.Parse("sip:b@192.0.2.2"), From = SipUri.Parse("sip:a@192.0.2.1") }), now);
        Drain(endpoint, now);
        while (!input.IsEmpty)
        {
            var end = input.IndexOf((byte)0xFF);
            var piece = end < 0 ? input : input[..end];
            input = end < 0 ? default : input[(end + 1)..];
            endpoint.HandleMessage(new FlowId(SipTransport.Udp, Here, There), piece, now);
            Drain(endpoint, now);
            now += TimeSpan.FromMilliseconds(100);
            endpoint.HandleDeadline(now);
            Drain(endpoint, now);
        }

        Settle(endpoint, key, now);
    }

    private static void Settle(SipEndpoint endpoint, CallKey key, TimeSpan now)
    {
        endpoint.Handle(new HangUp(key), now);
        Drain(endpoint, now);
        for (var step = 0; endpoint.NextDeadline is { } due; step++)
        {
            if (step > LongestSettling)
            {
                throw new InvalidOperationException($"it never settles: {endpoint.Counts}");
            }

            now = due > now ? due : now;
            endpoint.HandleDeadline(now);
            Drain(endpoint, now);
        }

        if (endpoint.Counts is { ClientTransactions: > 0 } or { ServerTransactions: > 0 } or { Deliveries: > 0 })
        {
            throw new InvalidOperationException($"left over: {endpoint.Counts}");
        }
    }

    private static void Drain(SipEndpoint endpoint, TimeSpan now)
    {
        while (endpoint.TryTakeMessage(out _) | endpoint.TryTakeFlowRequest(out var request) | endpoint.TryTakeEvent(out var happened))
        {
            if (request is ResolveUri resolve)
            {
                endpoint.HandleResolved(resolve.Ticket, [], now);
            }

            switch (happened)
            {
                case IncomingCall call: endpoint.Handle(new AnswerCall(call.Key, SipBody.Sdp("answer")), now); break;
                case OfferReceived offer: endpoint.Handle(new SendAnswer(offer.Key, SipBody.Sdp("answer")), now); break;
                case ReferReceived refer: endpoint.Handle(new AcceptRefer(refer.Key), now); break;
                case CallMessage message: _ = message.Entry.Text; break;
            }
        }
    }
}
