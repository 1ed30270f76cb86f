using Switchroom.Rtp;
using Switchroom.Rtp.HeaderExtensions;
using Switchroom.Rtp.Jitter;
using Switchroom.Rtp.Reception;
using Switchroom.Rtp.Rtcp;
using Switchroom.Rtp.Sdp;

namespace Switchroom.Benchmarks.Rtp;

/// <summary>What each packet costs in RTP before any codec: parsing, counting, waiting for its time; and descriptions and reports beside it.</summary>
internal sealed class PacketBenchmark : Benchmark
{
    private const string Offer = "v=0\r\no=- 1 1 IN IP4 192.0.2.5\r\ns=-\r\nc=IN IP4 192.0.2.5\r\nt=0 0\r\nm=audio 41000 RTP/AVP 8 0 9 101\r\n"
        + "a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:9 G722/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n";

    public override string Name => "rtp-packet";

    public override void Run(Report report)
    {
        var buffer = new byte[400];
        var writer = new RtpWriter(buffer, new RtpHeader(new PayloadType(111), 1, 2, new Ssrc(3)));
        writer.TryAddExtension(1, [new AudioLevel(30, true).ToByte()]);
        writer.TryWritePayload(new byte[160]);
        var length = writer.Length;
        Add(report, "rtp-parse-with-level", () =>
        {
            RtpPacket.TryParse(buffer.AsSpan(0, length), out var packet);
            packet.Extensions.TryGet(1, out _);
        });

        var statistics = new ReceptionStatistics(new Ssrc(3), 8000);
        var number = 0;
        Add(report, "rtp-count", () =>
        {
            number++;
            statistics.OnPacket((ushort)number, (uint)(160 * number), TimeSpan.FromMilliseconds(20L * number));
        });

        var jitter = new JitterBuffer(8000, JitterBufferOptions.Default);
        var payload = new byte[160];
        Add(report, "jitter-insert-and-take", () =>
        {
            number++;
            var now = TimeSpan.FromMilliseconds(20L * number);
            jitter.Insert(new JitterPacket { SequenceNumber = (ushort)number, Timestamp = (uint)(160 * number), Duration = 160, Payload = payload }, now);
            jitter.Take(now, 0);
        });

        var report1 = new byte[200];
        Add(report, "rtcp-write-and-read-report", () =>
        {
            var compound = new RtcpWriter(report1);
            new SenderReport(new Ssrc(1), 1, 2, 3, 4).TryWrite(ref compound, [new ReportBlock(new Ssrc(2), 0, 0, 0, 0, 0)]);
            RtcpCompound.TryParse(report1.AsSpan(0, compound.Length), out var parsed);
            foreach (var packet in parsed)
            {
                SenderReport.TryRead(packet, out _, out _);
            }
        });
        Add(report, "sdp-parse-and-write", () =>
        {
            SessionDescription.TryParse(Offer, out var description, out _);
            description!.ToString();
        });
    }

    private static void Add(Report report, string name, Action operation)
    {
        var cost = Measure.PerOperation(operation);
        report.Add(name, cost.Nanoseconds, "ns");
        report.Add($"{name}-allocated", cost.AllocatedBytes, "B");
    }
}
