using Switchroom.Rtp;
using Switchroom.Rtp.Rtcp;

namespace Switchroom.Fuzz.Rtp;

/// <summary>RTCP compounds, each packet read as every message it could be.</summary>
internal sealed class RtcpTarget : FuzzTarget
{
    public override string Name => "rtcp";

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (!RtcpCompound.TryParse(input, out var compound))
        {
            return;
        }

        foreach (var packet in compound)
        {
            ReadReports(packet);
            ReadFeedback(packet);
        }
    }

    private static void ReadReports(RtcpPacket packet)
    {
        if (SenderReport.TryRead(packet, out _, out var blocks) || ReceiverReport.TryRead(packet, out _, out blocks))
        {
            for (var i = 0; i < blocks.Count; i++)
            {
                blocks[i].RoundTrip(12345);
            }
        }

        if (SourceDescription.TryRead(packet, out var description))
        {
            description.CanonicalNameOf(new Ssrc(0x10203040));
        }

        if (Goodbye.TryRead(packet, out var goodbye))
        {
            for (var i = 0; i < goodbye.Count; i++)
            {
                _ = goodbye[i];
            }
        }

        if (ExtendedReport.TryRead(packet, out var extended))
        {
            extended.TryGetVoipMetrics(out _);
        }
    }

    private static void ReadFeedback(RtcpPacket packet)
    {
        PictureLossIndication.TryRead(packet, out _);
        ReceiverEstimatedMaxBitrate.TryRead(packet, out _);
        for (var i = 0; i < FullIntraRequest.CountIn(packet); i++)
        {
            FullIntraRequest.Read(packet, i);
        }

        if (GenericNack.TryRead(packet, out var nack))
        {
            foreach (var _ in nack)
            {
            }
        }

        if (TransportFeedback.TryRead(packet, out var feedback))
        {
            var count = 0;
            foreach (var _ in feedback)
            {
                count++;
            }

            if (count > feedback.StatusCount)
            {
                throw new InvalidOperationException("more statuses than announced");
            }
        }
    }
}
