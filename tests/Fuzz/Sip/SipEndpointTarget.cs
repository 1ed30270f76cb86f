using System.Net;
using Switchroom.Sip;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Fuzz.Sip;

/// <summary>
/// The whole endpoint under hostile messages: the input is cut at each 0xFF byte, and each piece arrives as one datagram while a call is being made.
/// A piece that begins with '!' is a response to the endpoint's latest request: class, detail and branch of a fork by one byte each, then header lines
/// and body. Whatever comes, all that was begun ends, and no timer or transaction is left over.
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
        endpoint.Handle(new StartCall(key, new CallRequest { Target = SipUri.Parse("sip:b@192.0.2.2"), From = SipUri.Parse("sip:a@192.0.2.1"), Redirects = RedirectPolicy.Ask, Credentials = new CallCredentials("a", "b") }), now);
        byte[]? latest = null;
        Drain(endpoint, now, ref latest);
        while (!input.IsEmpty)
        {
            var end = input.IndexOf((byte)0xFF);
            var piece = end < 0 ? input : input[..end];
            input = end < 0 ? default : input[(end + 1)..];
            endpoint.HandleMessage(new FlowId(SipTransport.Udp, Here, There), piece.StartsWith("!"u8) && piece.Length > 3 ? Response(latest, piece) : piece, now);
            Drain(endpoint, now, ref latest);
            now += TimeSpan.FromMilliseconds(100);
            endpoint.HandleDeadline(now);
            Drain(endpoint, now, ref latest);
        }

        Settle(endpoint, key, now);
    }

    /// <summary>A response to a request, followed by the piece's own lines.</summary>
    private static byte[] Response(byte[]? request, ReadOnlySpan<byte> piece)
    {
        if (SipParser.Parse(request, SipLimits.Default, out var parsed) != SipParseError.None)
        {
            return piece.ToArray();
        }

        var response = SipResponse.For((SipRequest)parsed!, ((piece[1] % 6) + 1) * 100 + (piece[2] % 100));
        response.To = response.To.Tag is null ? response.To.WithTag("branch" + (piece[3] % 4)) : response.To;
        var head = response.ToBytes();
        var own = piece[4..];
        var end = head.AsSpan().IndexOf("Content-Length"u8);
        return [.. head.AsSpan(0, end < 0 ? head.Length - 2 : end), .. own];
    }

    private static void Settle(SipEndpoint endpoint, CallKey key, TimeSpan now)
    {
        byte[]? latest = null;
        endpoint.Handle(new HangUp(key), now);
        Drain(endpoint, now, ref latest);
        for (var step = 0; endpoint.NextDeadline is { } due; step++)
        {
            if (step > LongestSettling)
            {
                throw new InvalidOperationException($"it never settles: {endpoint.Counts}");
            }

            now = due > now ? due : now;
            endpoint.HandleDeadline(now);
            Drain(endpoint, now, ref latest);
        }

        if (endpoint.Counts is { ClientTransactions: > 0 } or { ServerTransactions: > 0 } or { Deliveries: > 0 })
        {
            throw new InvalidOperationException($"left over: {endpoint.Counts}");
        }
    }

    private static void Drain(SipEndpoint endpoint, TimeSpan now, ref byte[]? latest)
    {
        while (endpoint.TryTakeMessage(out var sent) | endpoint.TryTakeFlowRequest(out var request) | endpoint.TryTakeEvent(out var happened))
        {
            // Requests of ours are what responses can be made for.
            latest = sent.Bytes.IsEmpty || sent.Bytes.Span.StartsWith("SIP/2.0"u8) || sent.Bytes.Span.StartsWith("ACK"u8) ? latest : sent.Bytes.ToArray();

            if (request is ResolveUri resolve)
            {
                endpoint.HandleResolved(resolve.Ticket, [], now);
            }

            switch (happened)
            {
                case IncomingCall call: endpoint.Handle(new AnswerCall(call.Key, SipBody.Sdp("answer")), now); break;
                case OfferReceived offer: endpoint.Handle(new SendAnswer(offer.Key, SipBody.Sdp("answer")), now); break;
                case ReferReceived refer: endpoint.Handle(new AcceptRefer(refer.Key), now); break;
                case CallAnswered answered: endpoint.Handle(new SendAnswer(answered.Key, SipBody.Sdp("answer")), now); break;
                case CallProgress { BodyIsOffer: true } progress: endpoint.Handle(new SendAnswer(progress.Key, SipBody.Sdp("answer")), now); break;
                case CallRedirected redirected: endpoint.Handle(new FollowRedirect(redirected.Key, redirected.Contacts[0]), now); break;
                case CallMessage message: _ = message.Entry.Text; break;
            }
        }
    }
}
