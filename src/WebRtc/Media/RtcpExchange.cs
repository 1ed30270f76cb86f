using System.Text;
using Switchroom.Rtp;
using Switchroom.Rtp.Rtcp;
using Switchroom.WebRtc.Congestion;
using Switchroom.WebRtc.Negotiation;

namespace Switchroom.WebRtc.Media;

/// <summary>RTCP of one peer: reports and feedback that we send (RFC 3550, RFC 4585), and what the peer's say.</summary>
internal sealed class RtcpExchange(
    Negotiator negotiator, MediaReceiver receiver, BandwidthEstimator? estimator, RtcpIdentity identity, Action<PeerEvent> raise)
{
    private const int MaxLength = 1200;
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReportSpacing = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan KeyFrameInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan KeyFrameEcho = TimeSpan.FromMilliseconds(100);

    private readonly byte[] _cname = Encoding.UTF8.GetBytes(identity.Cname);
    private readonly Ssrc _self = new(identity.Ssrc);
    private TimeSpan? _reportAt;
    private int _unreported;

    internal TimeSpan? NextDeadline
    {
        get
        {
            var next = Deadline.Earliest(_reportAt, receiver.Arrivals.NextDeadline);
            foreach (var stream in receiver.Demux.Streams)
            {
                next = Deadline.Earliest(next, stream.Nacks.NextDeadline);
                next = stream.KeyFrameWanted ? Deadline.Earliest(next, stream.LastKeyFrameRequest + KeyFrameInterval) : next;
            }

            return next;
        }
    }

    /// <summary>Media flows from now on.</summary>
    internal void Start(TimeSpan now) => _reportAt = now + (ReportInterval / 4);

    /// <summary>Asks for a key frame, now or when the last request is long enough ago.</summary>
    internal static void WantKeyFrame(ReceiveStream stream, TimeSpan now)
    {
        stream.KeyFrameWanted = true;
        if (stream.LastKeyFrameRequest == TimeSpan.MinValue)
        {
            stream.LastKeyFrameRequest = now - KeyFrameInterval;
        }
    }

    /// <summary>Writes what is due into a buffer of at least 1,200 octets and returns its length, 0 when there is nothing (left).</summary>
    internal int Write(Span<byte> buffer, TimeSpan now)
    {
        var writer = new RtcpWriter(buffer[..MaxLength]);
        if (_reportAt <= now)
        {
            _reportAt = now + ReportInterval;
            WriteReports(ref writer, now);
        }

        if (receiver.Arrivals.NextDeadline <= now)
        {
            receiver.Arrivals.TryWrite(ref writer, _self, new Ssrc(AnyReceivedSsrc()));
        }

        foreach (var stream in receiver.Demux.Streams)
        {
            WriteFeedback(ref writer, stream, now);
        }

        return writer.Length;
    }

    /// <summary>Takes a decrypted compound packet.</summary>
    internal void Handle(ReadOnlySpan<byte> rtcp, TimeSpan now)
    {
        if (!RtcpCompound.TryParse(rtcp, out var compound))
        {
            return;
        }

        foreach (var packet in compound)
        {
            switch (packet.Type)
            {
                case RtcpType.SenderReport when SenderReport.TryRead(packet, out var report, out var blocks):
                    HandleSenderReport(report, now);
                    HandleBlocks(blocks, now);
                    break;
                case RtcpType.ReceiverReport when ReceiverReport.TryRead(packet, out _, out var blocks):
                    HandleBlocks(blocks, now);
                    break;
                case RtcpType.TransportLayerFeedback:
                    HandleTransportFeedback(packet, now);
                    break;
                case RtcpType.PayloadSpecificFeedback:
                    HandlePayloadFeedback(packet, now);
                    break;
                default:
                    break;
            }
        }
    }

    private void HandleTransportFeedback(RtcpPacket packet, TimeSpan now)
    {
        if (TransportFeedback.TryRead(packet, out var feedback))
        {
            estimator?.HandleFeedback(feedback, now);
        }
        else if (GenericNack.TryRead(packet, out var nack) && TrackOf(nack.Media) is { } track)
        {
            Span<ushort> missing = stackalloc ushort[NackGenerator.MaxMissing];
            var count = 0;
            foreach (var number in nack)
            {
                if (count < missing.Length)
                {
                    missing[count++] = number;
                }
            }

            raise(new PacketsMissed(track, missing[..count].ToArray()));
        }
    }

    private void HandlePayloadFeedback(RtcpPacket packet, TimeSpan now)
    {
        if (PictureLossIndication.TryRead(packet, out var indication))
        {
            RaiseKeyFrame(TrackOf(indication.Media), now);
        }

        for (var i = 0; i < FullIntraRequest.CountIn(packet); i++)
        {
            var request = FullIntraRequest.Read(packet, i);
            if (TrackOf(request.Media) is { } track && track.LastFir != request.SequenceNumber)
            {
                track.LastFir = request.SequenceNumber;
                RaiseKeyFrame(track, now);
            }
        }

        if (ReceiverEstimatedMaxBitrate.TryRead(packet, out var estimate))
        {
            estimator?.HandleReceiverEstimate((long)Math.Min(long.MaxValue, estimate.BitsPerSecond));
        }
    }

    private void RaiseKeyFrame(SendTrack? track, TimeSpan now)
    {
        if (track is not null && (track.LastKeyFrameRequest == TimeSpan.MinValue || now - track.LastKeyFrameRequest >= KeyFrameEcho))
        {
            track.LastKeyFrameRequest = now;
            raise(new KeyFrameRequested(track));
        }
    }

    private void HandleSenderReport(in SenderReport report, TimeSpan now)
    {
        if (receiver.Demux.StreamOf(report.Sender.Value) is { } stream)
        {
            stream.LastSenderReport = (report.MiddleNtpTime, now);
            raise(new SenderReported(stream, report.NtpTime, report.RtpTimestamp, now));
        }
    }

    private void HandleBlocks(ReportBlocks blocks, TimeSpan now)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            if (TrackOf(block.Source) is { } track)
            {
                var clockRate = track.Kind == TrackKind.Video ? 90_000.0 : 48_000.0;
                var roundTrip = block.RoundTrip((uint)(identity.Clock.NtpAt(now) >> 16));
                raise(new ReceptionReported(track, block.FractionLost / 256.0, TimeSpan.FromSeconds(block.Jitter / clockRate), roundTrip));
            }
        }
    }

    private void WriteReports(ref RtcpWriter writer, TimeSpan now)
    {
        Span<ReportBlock> blocks = stackalloc ReportBlock[ReportBlocks.Max];
        var count = 0;
        foreach (var stream in receiver.Demux.Streams)
        {
            if (count < blocks.Length)
            {
                blocks[count++] = BlockOf(stream, now);
            }
        }

        new ReceiverReport(_self).TryWrite(ref writer, blocks[..count]);
        SourceDescription.TryWrite(ref writer, _self, _cname);
        var tracks = negotiator.SendTracks;
        for (_unreported = _unreported == 0 ? tracks.Count : Math.Min(_unreported, tracks.Count); _unreported > 0; _unreported--)
        {
            var track = tracks[^_unreported];
            if (track is { IsActive: true, Packets: > 0 } && !TryWriteSenderReport(ref writer, track, now))
            {
                // Rooms with dozens of tracks need several packets: the next one begins here, soon.
                _reportAt = now + ReportSpacing;
                break;
            }
        }
    }

    private bool TryWriteSenderReport(ref RtcpWriter writer, SendTrack track, TimeSpan now)
    {
        var clockRate = track.Kind == TrackKind.Video ? 90_000 : 48_000;
        var (timestamp, at) = track.Clock ?? (track.LastTimestamp, track.LastSentAt);
        var current = timestamp + (uint)(long)((now - at).TotalSeconds * clockRate);
        return new SenderReport(new Ssrc(track.Ssrc), identity.Clock.NtpAt(now), current, (uint)track.Packets, (uint)track.Bytes).TryWrite(ref writer, [])
            && SourceDescription.TryWrite(ref writer, new Ssrc(track.Ssrc), _cname);
    }

    private static ReportBlock BlockOf(ReceiveStream stream, TimeSpan now)
    {
        var last = stream.LastSenderReport;
        var statistics = stream.Statistics;
        return new ReportBlock(
            new Ssrc(stream.Ssrc),
            statistics.TakeFractionLost(),
            (int)Math.Clamp(statistics.Lost, -8_388_608, 8_388_607),
            statistics.ExtendedHighest,
            (uint)statistics.Jitter,
            last?.MiddleNtp ?? 0)
        {
            DelaySinceLastSenderReport = last is { } report ? (uint)((now - report.At).TotalSeconds * 65_536) : 0,
        };
    }

    private void WriteFeedback(ref RtcpWriter writer, ReceiveStream stream, TimeSpan now)
    {
        var media = new Ssrc(stream.Ssrc);
        if (stream.Nacks.NextDeadline <= now)
        {
            Span<ushort> missing = stackalloc ushort[64];
            var count = stream.Nacks.Take(now, missing);
            GenericNack.TryWrite(ref writer, _self, media, missing[..count]);
        }

        // Without room it goes into the next packet.
        if (stream.KeyFrameWanted && now - stream.LastKeyFrameRequest >= KeyFrameInterval && new PictureLossIndication(_self, media).TryWrite(ref writer))
        {
            stream.KeyFrameWanted = false;
            stream.LastKeyFrameRequest = now;
        }
    }

    private uint AnyReceivedSsrc() => receiver.Demux.Streams.Count > 0 ? receiver.Demux.Streams[0].Ssrc : 0;

    private SendTrack? TrackOf(Ssrc ssrc)
    {
        foreach (var track in negotiator.SendTracks)
        {
            if (track.Ssrc == ssrc.Value)
            {
                return track;
            }
        }

        return null;
    }
}
