using System.Text;
using Switchroom.Rtp;
using Switchroom.WebRtc.Negotiation;

namespace Switchroom.WebRtc.Media;

/// <summary>
/// Which stream a packet belongs to: by SSRC once known, else by mid and rid extensions, by SSRCs in the description, or by a payload type that only
/// one m-line has (RFC 8843 section 9.2, RFC 8852).
/// </summary>
internal sealed class StreamDemux(Negotiator negotiator, int maxStreams)
{
    private readonly Dictionary<uint, ReceiveEntry> _entries = [];
    private uint _latestSsrc;
    private ReceiveEntry? _latest;

    /// <summary>Every media stream that is bound to an SSRC.</summary>
    internal List<ReceiveStream> Streams { get; } = [];

    /// <summary>Finds the stream of a packet; <paramref name="started"/> is set when this is the first of a stream.</summary>
    internal ReceiveEntry? Find(in RtpPacket packet, out bool started)
    {
        started = false;
        var ssrc = packet.Ssrc.Value;
        if (_latest is not null && _latestSsrc == ssrc)
        {
            return _latest;
        }

        if (!_entries.TryGetValue(ssrc, out var entry))
        {
            entry = _entries.Count < maxStreams ? Bind(packet) : null;
            if (entry is null)
            {
                return null;
            }

            _entries.Add(ssrc, entry);
            if (!entry.IsRtx)
            {
                Streams.Add(entry.Stream);
            }

            started = !entry.IsRtx;
        }

        (_latestSsrc, _latest) = (ssrc, entry);
        return entry;
    }

    /// <summary>The stream with this media SSRC.</summary>
    internal ReceiveStream? StreamOf(uint ssrc) => _entries.TryGetValue(ssrc, out var entry) && !entry.IsRtx ? entry.Stream : null;

    /// <summary>Forgets the streams of m-lines that stopped or were taken for something else.</summary>
    internal void Prune(Action<uint> forget)
    {
        _latest = null;
        foreach (var (ssrc, entry) in _entries.ToList())
        {
            if (!entry.Stream.Track.IsActive || !negotiator.Sections.Any(section => section.Receive == entry.Stream.Track))
            {
                _entries.Remove(ssrc);
                entry.Stream.Track.StreamList.Remove(entry.Stream);
                Streams.Remove(entry.Stream);
                forget(ssrc);
            }
        }
    }

    private ReceiveEntry? Bind(in RtpPacket packet)
    {
        if (TrackOf(packet) is not { } track || track.Payloads[packet.PayloadType.Value] is not { } role)
        {
            return null;
        }

        var rid = TextOf(packet, negotiator.Extensions.Rid);
        if (role.Use == PayloadUse.Rtx)
        {
            return RepairedBy(packet, track, rid) is { } repaired ? new ReceiveEntry(repaired, true) : null;
        }

        // Simulcast packets carry their rid until we answer with reports; without one the layer is unknown.
        if (track.Rids.Count > 0 && (rid is null || !track.Rids.Contains(rid)))
        {
            return null;
        }

        return new ReceiveEntry(NewStream(packet, track, rid, role.Codec.Codec.ClockRate), false);
    }

    private ReceiveStream NewStream(in RtpPacket packet, ReceiveTrack track, string? rid, int clockRate)
    {
        var replaced = track.StreamList.Find(other => other.Rid == rid);
        if (replaced is not null)
        {
            track.StreamList.Remove(replaced);
            Streams.Remove(replaced);
            foreach (var (ssrc, entry) in _entries.Where(entry => entry.Value.Stream == replaced).ToList())
            {
                _entries.Remove(ssrc);
            }
        }

        var stream = new ReceiveStream(track, packet.Ssrc.Value, clockRate) { Rid = rid };
        track.StreamList.Add(stream);
        return stream;
    }

    private ReceiveTrack? TrackOf(in RtpPacket packet)
    {
        if (TextOf(packet, negotiator.Extensions.Mid) is { } mid)
        {
            foreach (var section in negotiator.Sections)
            {
                if (section.Mid == mid)
                {
                    return section.Receive is { IsActive: true } track ? track : null;
                }
            }

            return null;
        }

        return TrackBySsrc(packet.Ssrc.Value) ?? TrackByPayload(packet.PayloadType.Value);
    }

    private ReceiveTrack? TrackBySsrc(uint ssrc)
    {
        foreach (var section in negotiator.Sections)
        {
            if (section.Receive is { IsActive: true } track && (track.SignalledSsrcs.Contains(ssrc) || track.SignalledRtx.ContainsKey(ssrc)))
            {
                return track;
            }
        }

        return null;
    }

    private ReceiveTrack? TrackByPayload(byte payloadType)
    {
        ReceiveTrack? only = null;
        foreach (var section in negotiator.Sections)
        {
            if (section.Receive is { IsActive: true } track && track.Payloads[payloadType] is not null)
            {
                if (only is not null)
                {
                    return null;
                }

                only = track;
            }
        }

        return only;
    }

    private ReceiveStream? RepairedBy(in RtpPacket packet, ReceiveTrack track, string? rid)
    {
        if ((TextOf(packet, negotiator.Extensions.RepairedRid) ?? rid) is { } repaired)
        {
            return track.StreamList.Find(stream => stream.Rid == repaired);
        }

        if (track.SignalledRtx.TryGetValue(packet.Ssrc.Value, out var media))
        {
            return track.StreamList.Find(stream => stream.Ssrc == media);
        }

        return track.StreamList.Count == 1 ? track.StreamList[0] : null;
    }

    private static string? TextOf(in RtpPacket packet, byte id) =>
        id != 0 && packet.Extensions.TryGet(id, out var value) && value.Length is > 0 and <= 16 ? Encoding.ASCII.GetString(value) : null;
}
