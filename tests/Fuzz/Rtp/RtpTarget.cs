using Switchroom.Rtp;
using Switchroom.Rtp.Dtmf;
using Switchroom.Rtp.Jitter;
using Switchroom.Rtp.Reception;
using Switchroom.Rtp.Retransmission;

namespace Switchroom.Fuzz.Rtp;

/// <summary>RTP packets: header, extensions, redundancy, telephone events, and what the jitter buffer and the statistics make of any numbers.</summary>
internal sealed class RtpTarget : FuzzTarget
{
    private readonly JitterBuffer _buffer = new(8000, JitterBufferOptions.Default);
    private readonly ReceptionStatistics _statistics = new(default, 8000);
    private readonly DtmfReceiver _keys = new(8000);
    private TimeSpan _now;

    public override string Name => "rtp";

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (!RtpPacket.TryParse(input, out var packet))
        {
            return;
        }

        _now += TimeSpan.FromMilliseconds(10);
        foreach (var element in packet.Extensions)
        {
            Require(element.Value.Length <= 255, "an element is at most 255 octets");
        }

        for (var i = 0; i < packet.CsrcCount; i++)
        {
            packet.Csrc(i);
        }

        if (RedPayload.TryParse(packet.Payload, out var red))
        {
            foreach (var block in red)
            {
                Require(block.Data.Length <= packet.Payload.Length, "a block lies within the payload");
            }
        }

        if (TelephoneEvent.TryRead(packet.Payload, out var telephoneEvent))
        {
            _keys.Handle(telephoneEvent, packet.Timestamp, packet.Marker, _now, out _);
        }

        _statistics.OnPacket(packet.SequenceNumber, packet.Timestamp, _now);
        _statistics.Report(_now);
        Play(packet);
    }

    private void Play(in RtpPacket packet)
    {
        _buffer.Insert(
            new JitterPacket
            {
                SequenceNumber = packet.SequenceNumber,
                Timestamp = packet.Timestamp,
                Duration = packet.Payload.Length,
                BeginsPause = packet.Marker,
                IsPlaceholder = packet.Payload.Length == 0,
                Payload = packet.Payload,
            },
            _now);
        for (var (ticks, decisions) = (0, 0); ticks < 160; decisions++)
        {
            Require(decisions <= 2 * JitterBuffer.Capacity, "20 ms take a bounded number of decisions");
            var playout = _buffer.Take(_now, ticks);
            Require(playout.Duration >= 0, "time goes forward");
            ticks += playout.Duration;
        }
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidOperationException(what);
        }
    }
}
