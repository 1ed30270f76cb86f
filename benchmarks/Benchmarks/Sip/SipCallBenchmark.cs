using System.Net;
using Switchroom.Sip;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Benchmarks.Sip;

/// <summary>Whole calls between two endpoints in memory: set-up, answer, hang-up; and what an idle call weighs.</summary>
internal sealed class SipCallBenchmark : Benchmark
{
    private const int Calls = 4_000;
    private const int IdleCalls = 5_000;
    private const int Rounds = 5;

    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(100);

    private static readonly SipBody Offer = SipBody.Sdp(
        "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 10000 RTP/AVP 0 8 9 101\r\n"
        + "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:9 G722/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n");

    /// <inheritdoc/>
    public override string Name => "sip-calls";

    /// <inheritdoc/>
    public override void Run(Report report)
    {
        CallsPerSecond(ladders: true);
        foreach (var ladders in new[] { false, true })
        {
            var best = 0.0;
            for (var round = 0; round < Rounds; round++)
            {
                best = Math.Max(best, CallsPerSecond(ladders));
            }

            // Both ends run on this one thread, so one end alone costs half of it.
            report.Add(ladders ? "sip-calls-both-ends-with-ladders" : "sip-calls-both-ends", best, "calls/s/core");
        }

        report.Add("sip-idle-call-memory", BytesPerIdleCall(), "B/call");
    }

    private static double CallsPerSecond(bool ladders)
    {
        var pair = new Pair(ladders);
        var elapsed = Measure.CpuTime(() =>
        {
            for (var i = 0; i < Calls; i++)
            {
                // Fast in virtual time, so that the timers and transactions of all calls are there at once, as on a busy server.
                pair.Now += TimeSpan.FromMilliseconds(1);
                pair.Advance();
                pair.HangUp(pair.Call(i));
            }
        });
        pair.Now += Settled;
        pair.Advance();
        return pair.Finished == Calls && pair.IsEmpty ? Calls / elapsed.TotalSeconds : throw new InvalidOperationException("calls were left over");
    }

    private static double BytesPerIdleCall()
    {
        var pair = new Pair(ladders: false);
        pair.HangUp(pair.Call(0));
        pair.Now += Settled;
        pair.Advance();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 1; i <= IdleCalls; i++)
        {
            pair.Now += TimeSpan.FromMilliseconds(1);
            pair.Call(i);
        }

        pair.Now += Settled;
        pair.Advance();
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(pair);

        // One dialog at each end.
        return (after - before) / (2.0 * IdleCalls);
    }

    /// <summary>A caller and a callee joined by a queue.</summary>
    private sealed class Pair
    {
        private static readonly IPEndPoint CallerAddress = new(IPAddress.Parse("192.0.2.1"), 5060);
        private static readonly IPEndPoint CalleeAddress = new(IPAddress.Parse("192.0.2.2"), 5060);
        private static readonly SipUri Target = SipUri.Parse("sip:bob@192.0.2.2");
        private static readonly SipUri From = SipUri.Parse("sip:alice@192.0.2.1");

        private readonly SipEndpoint _caller;
        private readonly SipEndpoint _callee;

        public Pair(bool ladders)
        {
            _caller = Endpoint(CallerAddress, 1, ladders);
            _callee = Endpoint(CalleeAddress, 2, ladders);
        }

        public TimeSpan Now { get; set; }

        public int Finished { get; private set; }

        public bool IsEmpty => _caller.Counts == default && _callee.Counts == default;

        public CallKey Call(int number)
        {
            var key = new CallKey(new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));
            _caller.Handle(new StartCall(key, new CallRequest { Target = Target, From = From, Offer = Offer }), Now);
            Exchange();
            return key;
        }

        public void HangUp(CallKey key)
        {
            _caller.Handle(new HangUp(key), Now);
            Exchange();
        }

        public void Advance()
        {
            _caller.HandleDeadline(Now);
            _callee.HandleDeadline(Now);
            Exchange();
        }

        private static SipEndpoint Endpoint(IPEndPoint address, int seed, bool ladders) => new(
            new SipEndpointOptions
            {
                ListeningPoints = [new ListeningPoint(SipTransport.Udp, address, address.Address.ToString(), address.Port)],
                Ladders = ladders,
                CallLimitPerSource = int.MaxValue,
                TransactionLimitPerSource = int.MaxValue,
                TransactionLimit = int.MaxValue,
            },
            new Random(seed));

        private void Exchange()
        {
            for (var moved = true; moved;)
            {
                moved = Carry(_caller, _callee, CalleeAddress, CallerAddress) | Carry(_callee, _caller, CallerAddress, CalleeAddress);
            }
        }

        private bool Carry(SipEndpoint from, SipEndpoint to, IPEndPoint toAddress, IPEndPoint fromAddress)
        {
            var moved = false;
            while (from.TryTakeMessage(out var message))
            {
                moved = true;
                to.HandleMessage(new FlowId(SipTransport.Udp, toAddress, fromAddress), message.Bytes.Span, Now);
            }

            while (from.TryTakeEvent(out var happened))
            {
                moved = true;
                switch (happened)
                {
                    case IncomingCall call:
                        from.Handle(new ProgressCall(call.Key), Now);
                        from.Handle(new AnswerCall(call.Key, Offer), Now);
                        break;
                    case CallEnded when from == _callee:
                        Finished++;
                        break;
                }
            }

            return moved;
        }
    }
}
