using System.Buffers.Binary;
using Switchroom.Rtp;
using Switchroom.Rtp.HeaderExtensions;
using Switchroom.Rtp.Srtp;
using Switchroom.WebRtc.Congestion;
using Switchroom.WebRtc.Negotiation;

namespace Switchroom.WebRtc.Media;

/// <summary>The sending half of a peer's media: writes headers, paces video, numbers, protects, and queues datagrams.</summary>
internal sealed class MediaSender(Negotiator negotiator, PeerOutputs outputs, BandwidthEstimator? estimator) : IDisposable
{
    private readonly Pacer _pacer = new();
    private SrtpSession? _srtp;
    private ushort _transportSequence;

    internal TimeSpan? NextDeadline => _pacer.NextDeadline;

    internal int Waiting => _pacer.Waiting;

    internal void Secure(SrtpMasterKey key) => _srtp = new SrtpSession(key);

    internal bool Send(SendTrack track, in RtpDeparture packet, in TransportPath path, TimeSpan now)
    {
        if (_srtp is null || !track.IsActive || packet.Payload.Length + packet.Prefix.Length > RtpDeparture.MaxPayload)
        {
            return false;
        }

        var header = new RtpHeader(
            new PayloadType(packet.PayloadType), packet.SequenceNumber, packet.Timestamp, new Ssrc(track.Ssrc), packet.Marker);
        track.Packets++;
        track.Bytes += packet.Prefix.Length + packet.Payload.Length;
        track.NoteSent(packet.Timestamp, packet.PayloadType, now);
        var ready = Write(track, header, packet, []);
        Dispatch(ready, track.Kind == TrackKind.Video, path, now);
        return true;
    }

    internal bool SendRtx(SendTrack track, in RtpDeparture packet, in TransportPath path, TimeSpan now)
    {
        if (_srtp is null || !track.IsActive || packet.Payload.Length + packet.Prefix.Length > RtpDeparture.MaxPayload
            || track.RtxPayloadTypeOf(packet.PayloadType) is not { } payloadType)
        {
            return false;
        }

        Span<byte> original = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(original, packet.SequenceNumber);
        var header = new RtpHeader(
            new PayloadType(payloadType), track.NextRtxSequence++, packet.Timestamp, new Ssrc(track.RtxSsrc), packet.Marker);
        Dispatch(Write(track, header, packet, original), true, path, now);
        return true;
    }

    /// <summary>Sends padding on a video track's RTX stream, to probe for bandwidth; false when no track can carry it.</summary>
    internal bool SendPadding(int bytes, in TransportPath path, TimeSpan now)
    {
        if (_srtp is null || negotiator.Extensions.TransportSequence == 0)
        {
            return false;
        }

        foreach (var track in negotiator.SendTracks)
        {
            if (track is { IsActive: true, Kind: TrackKind.Video, RtxPayloadType: { } payloadType })
            {
                var header = new RtpHeader(
                    new PayloadType(payloadType), track.NextRtxSequence++, track.LastTimestamp, new Ssrc(track.RtxSsrc));
                Depart(WritePadding(header, Math.Clamp(bytes, 1, 255)), path, now, isProbe: true);
                return true;
            }
        }

        return false;
    }

    /// <summary>Lets packets go whose time has come.</summary>
    internal void HandleDeadline(in TransportPath path, TimeSpan now)
    {
        while (_pacer.TryTake(now, out var packet))
        {
            Depart(packet, path, now);
        }
    }

    /// <summary>Protects and sends a compound RTCP packet that lies in a rented buffer.</summary>
    internal void SendRtcp(byte[] rented, int length, in TransportPath path)
    {
        if (length > 0 && _srtp is not null && _srtp.TryProtectRtcp(rented, length, out var written))
        {
            outputs.Send(rented, written, path);
        }
        else
        {
            outputs.Pool.Return(rented);
        }
    }

    public void Dispose()
    {
        _pacer.Clear(outputs.Pool);
        _srtp?.Dispose();
    }

    private PacedPacket Write(SendTrack track, in RtpHeader header, in RtpDeparture packet, ReadOnlySpan<byte> lead)
    {
        var buffer = outputs.Pool.Rent();
        var writer = new RtpWriter(buffer, header);
        var extensions = negotiator.Extensions;

        // The descriptor may need the two-byte form, which the first element decides for all.
        if (!packet.DependencyDescriptor.IsEmpty && extensions.Dependency != 0)
        {
            writer.TryAddExtension(extensions.Dependency, packet.DependencyDescriptor);
        }

        var sequenceAt = AddRoom(ref writer, extensions.TransportSequence, 2);
        var sendTimeAt = track.Kind == TrackKind.Video ? AddRoom(ref writer, extensions.SendTime, AbsoluteSendTime.Length) : 0;
        if (packet.AudioLevel >= 0 && extensions.Level != 0)
        {
            writer.TryAddExtension(extensions.Level, [new AudioLevel((byte)packet.AudioLevel, packet.VoiceActivity).ToByte()]);
        }

        writer.TryWritePayload(lead);
        var length = writer.Length;
        packet.Prefix.CopyTo(buffer.AsSpan(length));
        packet.Payload.CopyTo(buffer.AsSpan(length + packet.Prefix.Length));
        return new PacedPacket(buffer, length + packet.Prefix.Length + packet.Payload.Length, sequenceAt, sendTimeAt);
    }

    private PacedPacket WritePadding(in RtpHeader header, int bytes)
    {
        var buffer = outputs.Pool.Rent();
        var writer = new RtpWriter(buffer, header);
        var sequenceAt = AddRoom(ref writer, negotiator.Extensions.TransportSequence, 2);
        writer.TryWritePayload([]);
        buffer.AsSpan(writer.Length, bytes).Clear();
        buffer[0] |= 0x20;
        buffer[writer.Length + bytes - 1] = (byte)bytes;
        return new PacedPacket(buffer, writer.Length + bytes, sequenceAt, 0);
    }

    private static int AddRoom(ref RtpWriter writer, byte id, int length)
    {
        Span<byte> room = stackalloc byte[4];
        room.Clear();
        return id != 0 && writer.TryAddExtension(id, room[..length]) ? writer.Length - length : 0;
    }

    private void Dispatch(in PacedPacket packet, bool paced, in TransportPath path, TimeSpan now)
    {
        if (!paced || estimator is null || _pacer.MaySendNow(now))
        {
            Depart(packet, path, now);
        }
        else
        {
            _pacer.Enqueue(packet);
        }
    }

    private void Depart(in PacedPacket packet, in TransportPath path, TimeSpan now, bool isProbe = false)
    {
        var buffer = packet.Buffer;
        if (packet.SequenceAt > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(packet.SequenceAt), _transportSequence);
        }

        if (packet.SendTimeAt > 0)
        {
            AbsoluteSendTime.Write(buffer.AsSpan(packet.SendTimeAt), now);
        }

        if (!_srtp!.TryProtect(buffer, packet.Length, out var written))
        {
            outputs.Pool.Return(buffer);
            return;
        }

        if (estimator is not null)
        {
            // A probe has its own pace, above the pacer's.
            if (!isProbe)
            {
                _pacer.Spend(written, estimator.TargetBitrate, now);
            }

            if (packet.SequenceAt > 0)
            {
                estimator.HandleSent(_transportSequence, written, now);
            }
        }

        if (packet.SequenceAt > 0)
        {
            _transportSequence++;
        }

        outputs.Send(buffer, written, path);
    }
}
