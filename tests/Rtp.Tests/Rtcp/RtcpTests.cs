using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Switchroom.Rtp.Rtcp;

namespace Switchroom.Rtp.Tests.Rtcp;

public sealed class RtcpTests
{
    private static readonly Ssrc Us = new(0x1020_3040);
    private static readonly Ssrc Them = new(0xf000_0001);
    private readonly byte[] _buffer = new byte[4096];

    [Fact]
    public void ReadsBackACompoundOfEveryMessage()
    {
        var block = new ReportBlock(Them, 25, -3, 0x0001_ffff, 160, 0xaabb_ccdd) { DelaySinceLastSenderReport = 65536 };
        var metrics = new VoipMetrics { Source = Them, LossRate = 3, RoundTripDelay = 120, RFactor = 88, MosListening = 42, MosConversational = 41, JitterBufferAbsoluteMaximum = 400 };
        var writer = new RtcpWriter(_buffer);
        Assert.True(new SenderReport(Us, 0x0123_4567_89ab_cdef, 8000, 50, 8000).TryWrite(ref writer, [block]));
        Assert.True(new ReceiverReport(Us).TryWrite(ref writer, [block, block]));
        Assert.True(SourceDescription.TryWrite(ref writer, Us, "leg@switchroom"u8));
        Assert.True(ExtendedReport.TryWrite(ref writer, Us, metrics));
        Assert.True(GenericNack.TryWrite(ref writer, Us, Them, [65530, 65535, 3, 700]));
        Assert.True(new PictureLossIndication(Us, Them).TryWrite(ref writer));
        Assert.True(new FullIntraRequest(Us, Them, 7).TryWrite(ref writer));
        Assert.True(new ReceiverEstimatedMaxBitrate(Us, 2_500_000).TryWrite(ref writer, [Them]));
        Assert.True(Goodbye.TryWrite(ref writer, Us));
        Assert.True(RtcpCompound.TryParse(_buffer.AsSpan(0, writer.Length), out var compound));

        var packets = compound.GetEnumerator();
        Assert.True(SenderReport.TryRead(Next(ref packets), out var sender, out var blocks));
        Assert.Equal(new SenderReport(Us, 0x0123_4567_89ab_cdef, 8000, 50, 8000), sender);
        Assert.Equal(0x4567_89abu, sender.MiddleNtpTime);
        Assert.Equal(block, blocks[0]);
        Assert.True(ReceiverReport.TryRead(Next(ref packets), out var receiver, out blocks));
        Assert.Equal((Us, 2, block), (receiver.Sender, blocks.Count, blocks[1]));
        Assert.True(SourceDescription.TryRead(Next(ref packets), out var description));
        Assert.Equal("leg@switchroom", description.CanonicalNameOf(Us));
        Assert.Null(description.CanonicalNameOf(Them));
        Assert.True(ExtendedReport.TryRead(Next(ref packets), out var extended));
        Assert.True(extended.TryGetVoipMetrics(out var metricsRead));
        Assert.Equal(metrics, metricsRead);
        Assert.True(GenericNack.TryRead(Next(ref packets), out var nack));
        Assert.Equal([65530, 65535, 3, 700], Numbers(nack));
        Assert.True(PictureLossIndication.TryRead(Next(ref packets), out var indication));
        Assert.Equal(new PictureLossIndication(Us, Them), indication);
        Assert.True(packets.MoveNext());
        Assert.Equal(1, FullIntraRequest.CountIn(packets.Current));
        Assert.Equal(new FullIntraRequest(Us, Them, 7), FullIntraRequest.Read(packets.Current, 0));
        Assert.True(ReceiverEstimatedMaxBitrate.TryRead(Next(ref packets), out var estimate));
        Assert.Equal(2_500_000, (double)estimate.BitsPerSecond, 2_500_000 / 131072.0);
        Assert.True(Goodbye.TryRead(Next(ref packets), out var goodbye));
        Assert.Equal((1, Us), (goodbye.Count, goodbye[0]));
        Assert.False(packets.MoveNext());
    }

    [Fact]
    public void LeavesOutAMessageThatDoesNotFit()
    {
        var writer = new RtcpWriter(_buffer.AsSpan(0, 40));

        Assert.True(new ReceiverReport(Us).TryWrite(ref writer, [default]));
        Assert.False(new ReceiverReport(Us).TryWrite(ref writer, [default]));
        Assert.Equal(32, writer.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("80c9")]
    [InlineData("80c90002" + "00000001")]
    [InlineData("40c90001" + "00000001")]
    [InlineData("a0c90001" + "00000000")]
    [InlineData("a0c90001" + "00000009")]
    [InlineData("80c90001" + "00000001" + "80")]
    public void RefusesLengthsThatDoNotFillTheDatagram(string hex) => Assert.False(RtcpCompound.TryParse(Convert.FromHexString(hex), out _));

    [Fact]
    public void MeasuresARoundTripFromAReportBlock()
    {
        var block = new ReportBlock(Us, 0, 0, 0, 0, 0x0001_0000) { DelaySinceLastSenderReport = 0x8000 };

        Assert.Equal(TimeSpan.FromSeconds(0.25), block.RoundTrip(0x0001_c000));
        Assert.Null(block.RoundTrip(0x0001_7000));
        Assert.Null((block with { LastSenderReport = 0 }).RoundTrip(0x0001_c000));
    }

    [Property(MaxTest = 300)]
    public Property TransportFeedbackReadsBack() => Prop.ForAll(
        Gen.Frequency((1, Gen.Constant(-1)), (6, Gen.Choose(0, 255)), (1, Gen.Choose(0, 20_000))).NonEmptyListOf().ToArbitrary(),
        Gen.Choose(0, 65535).ToArbitrary(),
        (steps, first) => ReadsBack(steps, (ushort)first));

    [Fact]
    public void TransportFeedbackIsShortForARegularStream()
    {
        var writer = new RtcpWriter(_buffer);
        var arrivals = Enumerable.Range(0, 200).Select(i => 1_000_000L + 4 * i).ToArray();

        Assert.True(TransportFeedbackWriter.TryWrite(ref writer, Us, Them, 1, 10, arrivals));

        Assert.Equal(4 + 16 + 2 + 200 + 2, writer.Length);
    }

    [Fact]
    public void TransportFeedbackWithoutArrivalsIsNotWritten()
    {
        var writer = new RtcpWriter(_buffer);

        Assert.False(TransportFeedbackWriter.TryWrite(ref writer, Us, Them, 1, 10, [TransportFeedbackWriter.NotReceived]));
        Assert.False(TransportFeedbackWriter.TryWrite(ref writer, Us, Them, 1, 10, [0, 100_000]));
        Assert.Equal(0, writer.Length);
    }

    private static bool ReadsBack(IList<int> steps, ushort first)
    {
        var time = 5_000L;
        var arrivals = steps.Take(TransportFeedbackWriter.MaxStatuses)
            .Select((step, i) => step < 0 ? TransportFeedbackWriter.NotReceived : time += i % 7 == 3 ? -step / 2 : step).ToArray();
        var buffer = new byte[8192];
        var writer = new RtcpWriter(buffer);
        if (!TransportFeedbackWriter.TryWrite(ref writer, Us, Them, 200, first, arrivals))
        {
            return arrivals.All(arrival => arrival == TransportFeedbackWriter.NotReceived);
        }

        Assert.True(RtcpCompound.TryParse(buffer.AsSpan(0, writer.Length), out var compound));
        var packets = compound.GetEnumerator();
        Assert.True(TransportFeedback.TryRead(Next(ref packets), out var feedback));
        Assert.Equal((200, first, arrivals.Length), (feedback.FeedbackCount, feedback.BaseSequence, feedback.StatusCount));
        var read = new List<TransportFeedback.Status>();
        foreach (var status in feedback)
        {
            read.Add(status);
        }

        Assert.Equal(
            arrivals.Select((arrival, i) => arrival == TransportFeedbackWriter.NotReceived
                ? new TransportFeedback.Status((ushort)(first + i), false, 0)
                : new TransportFeedback.Status((ushort)(first + i), true, arrival)),
            read);
        return true;
    }

    private static RtcpPacket Next(ref RtcpCompound.Enumerator packets)
    {
        Assert.True(packets.MoveNext());
        return packets.Current;
    }

    private static List<int> Numbers(GenericNack nack)
    {
        var numbers = new List<int>();
        foreach (var number in nack)
        {
            numbers.Add(number);
        }

        return numbers;
    }
}
