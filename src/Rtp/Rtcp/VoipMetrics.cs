using System.Buffers.Binary;
using Switchroom.Rtp.Quality;

namespace Switchroom.Rtp.Rtcp;

// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |     BT=7      |   reserved    |       block length = 8        |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                        SSRC of source                         |
// |   loss rate   | discard rate  | burst density |  gap density  |
// |       burst duration          |         gap duration          |
// |     round trip delay          |       end system delay        |
// | signal level  |  noise level  |     RERL      |     Gmin      |
// |   R factor    | ext. R factor |    MOS-LQ     |    MOS-CQ     |
// |   RX config   |   reserved    |          JB nominal           |
// |          JB maximum           |          JB abs max           |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>How a call sounds to one end (RFC 3611 section 4.7). Rates and densities are in 256ths, times in milliseconds.</summary>
public readonly record struct VoipMetrics
{
    /// <summary>A value that is not known, in the fields that allow it.</summary>
    public const byte Unavailable = 127;

    internal const byte BlockType = 7;
    internal const int Length = 32;

    /// <summary>The source that was listened to.</summary>
    public Ssrc Source { get; init; }

    /// <summary>Packets lost on the way.</summary>
    public byte LossRate { get; init; }

    /// <summary>Packets that came too late or too early to be played.</summary>
    public byte DiscardRate { get; init; }

    /// <summary>Losses and discards within bursts.</summary>
    public byte BurstDensity { get; init; }

    /// <summary>Losses and discards within gaps.</summary>
    public byte GapDensity { get; init; }

    /// <summary>Mean length of a burst.</summary>
    public ushort BurstDuration { get; init; }

    /// <summary>Mean length of a gap.</summary>
    public ushort GapDuration { get; init; }

    /// <summary>Round trip between the RTP ends.</summary>
    public ushort RoundTripDelay { get; init; }

    /// <summary>Delay inside this end.</summary>
    public ushort EndSystemDelay { get; init; }

    /// <summary>Transmission rating 0 to 100 of G.107; <see cref="Unavailable"/> when unknown.</summary>
    public byte RFactor { get; init; }

    /// <summary>Listening quality as 10 to 50 for 1.0 to 5.0; <see cref="Unavailable"/> when unknown.</summary>
    public byte MosListening { get; init; }

    /// <summary>Conversational quality as 10 to 50; <see cref="Unavailable"/> when unknown.</summary>
    public byte MosConversational { get; init; }

    /// <summary>Present depth of the jitter buffer.</summary>
    public ushort JitterBufferNominal { get; init; }

    /// <summary>Depth that the jitter buffer has reached.</summary>
    public ushort JitterBufferMaximum { get; init; }

    /// <summary>Depth that it may reach.</summary>
    public ushort JitterBufferAbsoluteMaximum { get; init; }

    internal static VoipMetrics Read(ReadOnlySpan<byte> data) => new()
    {
        Source = new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(data)),
        LossRate = data[4],
        DiscardRate = data[5],
        BurstDensity = data[6],
        GapDensity = data[7],
        BurstDuration = BinaryPrimitives.ReadUInt16BigEndian(data[8..]),
        GapDuration = BinaryPrimitives.ReadUInt16BigEndian(data[10..]),
        RoundTripDelay = BinaryPrimitives.ReadUInt16BigEndian(data[12..]),
        EndSystemDelay = BinaryPrimitives.ReadUInt16BigEndian(data[14..]),
        RFactor = data[20],
        MosListening = data[22],
        MosConversational = data[23],
        JitterBufferNominal = BinaryPrimitives.ReadUInt16BigEndian(data[26..]),
        JitterBufferMaximum = BinaryPrimitives.ReadUInt16BigEndian(data[28..]),
        JitterBufferAbsoluteMaximum = BinaryPrimitives.ReadUInt16BigEndian(data[30..]),
    };

    internal void Write(Span<byte> data)
    {
        // Packet loss concealment enhanced (11) and adaptive jitter buffer (11) in RX config.
        const byte ReceiverConfiguration = 0b1111_0000;
        BinaryPrimitives.WriteUInt32BigEndian(data, Source.Value);
        (data[4], data[5], data[6], data[7]) = (LossRate, DiscardRate, BurstDensity, GapDensity);
        BinaryPrimitives.WriteUInt16BigEndian(data[8..], BurstDuration);
        BinaryPrimitives.WriteUInt16BigEndian(data[10..], GapDuration);
        BinaryPrimitives.WriteUInt16BigEndian(data[12..], RoundTripDelay);
        BinaryPrimitives.WriteUInt16BigEndian(data[14..], EndSystemDelay);
        (data[16], data[17], data[18], data[19]) = (Unavailable, Unavailable, Unavailable, LossPeriods.MinGap);
        (data[20], data[21], data[22], data[23]) = (RFactor, Unavailable, MosListening, MosConversational);
        (data[24], data[25]) = (ReceiverConfiguration, 0);
        BinaryPrimitives.WriteUInt16BigEndian(data[26..], JitterBufferNominal);
        BinaryPrimitives.WriteUInt16BigEndian(data[28..], JitterBufferMaximum);
        BinaryPrimitives.WriteUInt16BigEndian(data[30..], JitterBufferAbsoluteMaximum);
    }
}
