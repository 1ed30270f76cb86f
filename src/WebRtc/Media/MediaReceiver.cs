using System.Buffers.Binary;
using Switchroom.Rtp;
using Switchroom.Rtp.HeaderExtensions;
using Switchroom.Rtp.Srtp;
using Switchroom.WebRtc.Negotiation;

namespace Switchroom.WebRtc.Media;

/// <summary>The receiving half of a peer's media: decrypts, finds the stream, restores retransmissions, counts, and hands on.</summary>
internal sealed class MediaReceiver(Negotiator negotiator, int maxStreams, Action<PeerEvent> raise) : IDisposable
{
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(DatagramPool.BufferSize, pinned: true);
    private SrtpSession? _srtp;

    internal StreamDemux Demux { get; } = new(negotiator, maxStreams);

    internal ArrivalLog Arrivals { get; } = new();

    /// <summary>Packets dropped since they were not authentic, replayed, or of no stream we know.</summary>
    internal long Dropped { get; private set; }

    internal void Secure(SrtpMasterKey key) => _srtp = new SrtpSession(key);

    /// <summary>Takes an SRTP packet.</summary>
    internal void HandleRtp(PeerConnection peer, RtpHandler? handler, ReadOnlySpan<byte> datagram, TimeSpan now, TimeSpan arrivedAt)
    {
        if (_srtp is null || datagram.Length > _scratch.Length)
        {
            return;
        }

        datagram.CopyTo(_scratch);
        if (!_srtp.TryUnprotect(_scratch, datagram.Length, out var length) || !RtpPacket.TryParse(_scratch.AsSpan(0, length), out var packet))
        {
            Dropped++;
            return;
        }

        var extensions = negotiator.Extensions;
        if (extensions.TransportSequence != 0 && packet.Extensions.TryGet(extensions.TransportSequence, out var sequence) && sequence.Length == 2)
        {
            Arrivals.Add(BinaryPrimitives.ReadUInt16BigEndian(sequence), arrivedAt);
        }

        var entry = Demux.Find(packet, out var started);
        if (entry?.Stream.Track.Payloads[packet.PayloadType.Value] is not { } role || (role.Use == PayloadUse.Rtx) != entry.IsRtx)
        {
            Dropped++;
            return;
        }

        if (started)
        {
            raise(new ReceiveStreamStarted(entry.Stream));
        }

        if (entry.IsRtx)
        {
            HandleRtx(peer, handler, entry.Stream, role, _scratch.AsSpan(0, length), packet.HeaderLength, now);
        }
        else
        {
            Deliver(peer, handler, entry.Stream, role, packet, false, now);
        }
    }

    /// <summary>Decrypts an SRTCP packet into this receiver's buffer.</summary>
    internal bool TryUnprotectRtcp(ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> rtcp)
    {
        rtcp = default;
        if (_srtp is null || datagram.Length > _scratch.Length)
        {
            return false;
        }

        datagram.CopyTo(_scratch);
        if (!_srtp.TryUnprotectRtcp(_scratch, datagram.Length, out var length))
        {
            Dropped++;
            return false;
        }

        rtcp = _scratch.AsSpan(0, length);
        return true;
    }

    /// <summary>Forgets the streams of m-lines that ended.</summary>
    internal void Prune() => Demux.Prune(ssrc => _srtp?.Forget(new Ssrc(ssrc)));

    public void Dispose() => _srtp?.Dispose();

    private void HandleRtx(
        PeerConnection peer, RtpHandler? handler, ReceiveStream stream, PayloadRole role, Span<byte> buffer, int headerLength, TimeSpan now)
    {
        if (!RtxRestoration.TryRestore(buffer, headerLength, stream.Ssrc, role.Codec.PayloadType, out var restored)
            || !RtpPacket.TryParse(restored, out var packet)
            || stream.Track.Payloads[packet.PayloadType.Value] is not { } media)
        {
            return;
        }

        // Only what was missed: a retransmission of something that came after all would arrive twice.
        if (stream.Nacks.IsMissing(packet.SequenceNumber))
        {
            Deliver(peer, handler, stream, media, packet, true, now);
        }
    }

    private void Deliver(
        PeerConnection peer, RtpHandler? handler, ReceiveStream stream, PayloadRole role, in RtpPacket packet, bool repeated, TimeSpan now)
    {
        stream.Packets++;
        stream.Bytes += packet.Datagram.Length;
        stream.LastArrival = now;
        stream.Statistics.Count(packet.SequenceNumber, packet.Timestamp, now, repeated);
        if (stream.Track.Kind == TrackKind.Video)
        {
            stream.Nacks.Add(packet.SequenceNumber, now);
        }

        if (handler is null)
        {
            return;
        }

        var extensions = negotiator.Extensions;
        var level = default(AudioLevel);
        var hasLevel = extensions.Level != 0 && packet.Extensions.TryGet(extensions.Level, out var octet) && AudioLevel.TryRead(octet, out level);
        var descriptor = default(ReadOnlySpan<byte>);
        if (extensions.Dependency != 0)
        {
            packet.Extensions.TryGet(extensions.Dependency, out descriptor);
        }

        handler(peer, new RtpArrival
        {
            Stream = stream,
            Codec = role.Codec,
            IsRed = role.Use == PayloadUse.Red,
            IsRetransmission = repeated,
            Packet = packet.Datagram,
            Marker = packet.Marker,
            SequenceNumber = packet.SequenceNumber,
            Timestamp = packet.Timestamp,
            Payload = packet.Payload,
            AudioLevel = hasLevel ? level.MinusDbov : -1,
            VoiceActivity = level.Voice,
            DependencyDescriptor = descriptor,
            ArrivedAt = now,
        });
    }
}
