using Switchroom.Rtp;
using Switchroom.WebRtc.Congestion;
using Switchroom.WebRtc.DataChannels;
using Switchroom.WebRtc.Dtls;
using Switchroom.WebRtc.Media;
using Switchroom.WebRtc.Negotiation;
using Switchroom.WebRtc.Sctp;
using Switchroom.WebRtc.Stun;

namespace Switchroom.WebRtc;

/// <summary>
/// One WebRTC peer as an engine: descriptions, datagrams and the time go in; datagrams, events and the next deadline come out.
/// We are always ICE-lite (RFC 8445 section 2.5) and the DTLS server. Not thread-safe: it belongs to one worker. After any input, drain
/// <see cref="TryTakeDatagram"/> and <see cref="TryTakeEvent"/> before the next.
/// </summary>
public sealed class PeerConnection : IDisposable
{
    private const ushort SctpPort = 5000;

    private readonly PeerConnectionOptions _options;
    private readonly PeerOutputs _outputs;
    private readonly PeerTransport _transport;
    private readonly Negotiator _negotiator;
    private readonly MediaReceiver _receiver;
    private readonly MediaSender _sender;
    private readonly RtcpExchange _rtcp;
    private readonly BandwidthEstimator? _estimator;
    private readonly DataTransport _data;
    private readonly DescriptionExchange _descriptions;
    private readonly byte[] _scratch = new byte[DtlsSession.MaxDatagram];
    private long _toldBitrate;

    /// <summary>A peer that waits for a description; nothing runs before one is exchanged.</summary>
    public PeerConnection(PeerConnectionOptions options, TimeSpan now)
    {
        _options = options;
        _outputs = new PeerOutputs(options.Pool, options.Outgoing);
        _transport = new PeerTransport(options, _outputs);
        var cname = Convert.ToHexStringLower(BitConverter.GetBytes(options.Random.NextInt64()));
        _negotiator = new Negotiator(options.Random, cname, options.MaxMediaSections);
        _estimator = options.EstimateBandwidth ? new BandwidthEstimator(options.StartBitrate) : null;
        _receiver = new MediaReceiver(_negotiator, options.MaxReceiveStreams, _outputs.Raise);
        _sender = new MediaSender(_negotiator, _outputs, _estimator);
        _descriptions = new DescriptionExchange(options, _transport, _negotiator, _receiver);
        var identity = new RtcpIdentity(Ssrc.NewRandom(options.Random).Value, cname, new NtpClock(options.WallClockAtZero));
        _rtcp = new RtcpExchange(_negotiator, _receiver, _estimator, identity, _outputs.Raise);
        var association = new SctpAssociation(options.Random, SctpPort, options.MaxMessageSize);
        _data = new DataTransport(association, dtlsServer: true, options.MaxDataChannels, _outputs.Raise);
    }

    /// <summary>Takes each media packet that arrives; without it media is dropped.</summary>
    public RtpHandler? RtpReceived { get; set; }

    /// <summary>
    /// Asked for each track of an offer: the MIME type (<c>video/VP9</c>) that the peer should send it in, which our answer then names first; null keeps the peer's order.
    /// </summary>
    public Func<ReceiveTrack, string?>? PreferredCodec { get; set; }

    /// <summary>For the owner: whatever it wants to find from a peer without a look-up.</summary>
    public object? Tag { get; set; }

    /// <summary>What it was made with.</summary>
    public PeerConnectionOptions Options => _options;

    /// <summary>The state.</summary>
    public PeerState State => _transport.State;

    /// <summary>
    /// Our ICE user name fragment: the worker routes the first STUN packet of an unknown address by it (see
    /// <see cref="StunRouting.TryReadLocalUfrag"/>). Changes with an ICE restart; keep routing the previous one until a new path is validated.
    /// </summary>
    public string LocalUfrag => _transport.Ice.Local.Ufrag;

    /// <summary>The path that is used for sending; null before the first check.</summary>
    public TransportPath? SelectedPath => _transport.Ice.SelectedPath;

    /// <summary>Tracks the peer sends, in m-line order.</summary>
    public IReadOnlyList<ReceiveTrack> ReceiveTracks => [.. _negotiator.ReceiveTracks];

    /// <summary>Tracks we send, in the order added.</summary>
    public IReadOnlyList<SendTrack> SendTracks => _negotiator.SendTracks;

    /// <summary>
    /// Whether tracks or channels changed since the last offer of either side: make one, or have the peer make one, when no exchange is under way.
    /// </summary>
    public bool NegotiationNeeded => _negotiator.IsNeeded;

    /// <summary>
    /// How many more m-lines of a kind the peer has to offer, so that its next offer has room for all of <see cref="SendTracks"/>: for a peer that always offers itself.
    /// </summary>
    public int MissingSections(TrackKind kind) => _negotiator.MissingSections(kind);

    /// <summary>How many m-lines of a kind the peer's last offer would receive on.</summary>
    public int ReceivingSections(TrackKind kind) => _negotiator.ReceivingSections(kind);

    /// <summary>Whether an offer of ours waits for its answer.</summary>
    public bool AwaitsAnswer => _negotiator.AwaitsAnswer;

    /// <summary>Estimated bits per second to this peer; 0 without <see cref="PeerConnectionOptions.EstimateBandwidth"/>.</summary>
    public long TargetBitrate => _estimator?.TargetBitrate ?? 0;

    /// <summary>
    /// Bits per second that the owner would send if the path carried it (all wanted layers of all subscribed tracks). While it is above
    /// <see cref="TargetBitrate"/>, short probes look for more; 0 asks for none.
    /// </summary>
    public long DesiredBitrate
    {
        get => _estimator?.DesiredBitrate ?? 0;
        set
        {
            if (_estimator is not null)
            {
                _estimator.DesiredBitrate = value;
            }
        }
    }

    /// <summary>Data channel payload bytes accepted for sending and not yet acknowledged or given up.</summary>
    public long BufferedDataBytes => _data.Association.BufferedBytes;

    /// <summary>Packets dropped since they were not authentic, replayed, or of no stream we know.</summary>
    public long DroppedPackets => _receiver.Dropped;

    /// <summary>Whether video waits in the pacer: sending may have moved <see cref="NextDeadline"/>, which it does not otherwise.</summary>
    public bool IsPacing => _sender.Waiting > 0;

    /// <summary>When <see cref="HandleDeadline"/> is wanted next; null when only input can change anything.</summary>
    public TimeSpan? NextDeadline
    {
        get
        {
            var next = _transport.NextDeadline;
            if (_transport.IsSecured)
            {
                next = Deadline.Earliest(next, _data.Association.NextDeadline);
            }

            // Without a path there is nowhere to send what these want sent: they would stay due.
            if (_transport.IsSecured && SelectedPath is not null)
            {
                next = Deadline.Earliest(next, Deadline.Earliest(_rtcp.NextDeadline, _sender.NextDeadline));
                next = Deadline.Earliest(next, _estimator?.NextDeadline);
            }

            return next;
        }
    }

    /// <summary>Takes the peer's offer and answers it. A changed ufrag restarts ICE (RFC 8445 section 9).</summary>
    public OfferResult HandleOffer(string sdp, TimeSpan now) => _descriptions.HandleOffer(sdp, PreferredCodec, now);

    /// <summary>Makes our offer of everything there is now; the peer's answer must come before another exchange.</summary>
    /// <param name="restartIce">Whether to change our ICE credentials.</param>
    /// <param name="now">Monotonic time.</param>
    public string CreateOffer(bool restartIce, TimeSpan now) => _descriptions.CreateOffer(restartIce);

    /// <summary>Takes the answer to our last offer.</summary>
    public AnswerResult HandleAnswer(string sdp, TimeSpan now) => _descriptions.HandleAnswer(sdp, now);

    /// <summary>Adds a track to send. The next offer carries it, in an m-line of the same kind that is free, or in a new one.</summary>
    /// <param name="kind">Audio or video.</param>
    /// <param name="streamId">The MediaStream id of <c>a=msid</c>.</param>
    /// <param name="trackId">The track id of <c>a=msid</c>.</param>
    /// <param name="codecs">Codecs to offer, best first.</param>
    public SendTrack AddTrack(TrackKind kind, string streamId, string trackId, IReadOnlyList<MediaCodec> codecs) =>
        _negotiator.AddTrack(kind, streamId, trackId, codecs);

    /// <summary>Stops a track; the next offer frees its m-line.</summary>
    public void RemoveTrack(SendTrack track) => _negotiator.RemoveTrack(track);

    /// <summary>
    /// Sends a media packet: header and extensions (transport-wide sequence number, send time, audio level) are written here and the packet is
    /// protected once. Video may wait in the pacer. False when the track is not active, the peer is not connected, or the payload is too large.
    /// </summary>
    public bool SendRtp(SendTrack track, in RtpDeparture packet, TimeSpan now) =>
        _transport.IsSecured && SelectedPath is { } path && _sender.Send(track, packet, path, now);

    /// <summary>Sends a packet again as RTX (RFC 4588); false when that is not negotiated, as <see cref="SendRtp"/> otherwise.</summary>
    public bool SendRtx(SendTrack track, in RtpDeparture packet, TimeSpan now) =>
        _transport.IsSecured && SelectedPath is { } path && _sender.SendRtx(track, packet, path, now);

    /// <summary>Asks the peer for a key frame of a stream it sends (PLI), now or 200 ms after the last request for it.</summary>
    public void RequestKeyFrame(ReceiveStream stream, TimeSpan now)
    {
        RtcpExchange.WantKeyFrame(stream, now);
        SendRtcp(now);
    }

    /// <summary>
    /// Tells the RTP-to-wall-clock mapping of a forwarded track, from its publisher's sender report; without it the mapping is guessed from what is sent.
    /// </summary>
    /// <param name="track">The track.</param>
    /// <param name="rtpTimestamp">A timestamp in the outgoing stream.</param>
    /// <param name="at">The monotonic time that it belongs to, the same for all tracks of a publisher.</param>
    public void SetSenderClock(SendTrack track, uint rtpTimestamp, TimeSpan at) => track.Clock = (rtpTimestamp, at);

    /// <summary>Opens a data channel; it is usable after <see cref="DataChannelOpened"/>. The first one makes negotiation needed.</summary>
    public DataChannel OpenDataChannel(DataChannelOptions options, TimeSpan now)
    {
        _negotiator.WantData();
        var channel = _data.Open(options, now);
        SendSctp(now);
        return channel;
    }

    /// <summary>Sends a message. False when the channel is not open, the message is too large, or too much waits already.</summary>
    public bool SendData(DataChannel channel, ReadOnlySpan<byte> payload, bool binary, TimeSpan now)
    {
        var sent = _data.Send(channel, payload, binary, now);
        SendSctp(now);
        return sent;
    }

    /// <summary>Closes a data channel.</summary>
    public void CloseDataChannel(DataChannel channel, TimeSpan now)
    {
        _data.Close(channel);
        SendSctp(now);
    }

    /// <summary>Takes a datagram of any kind (RFC 7983): STUN, DTLS, SRTP, SRTCP. One that is none of these, or is not authentic, is dropped.</summary>
    /// <param name="datagram">Its octets.</param>
    /// <param name="path">Where it came from.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="arrivedAt">When it arrived, if it waited since then: what its sender is told.</param>
    public void HandleDatagram(ReadOnlySpan<byte> datagram, in TransportPath path, TimeSpan now, TimeSpan? arrivedAt = null)
    {
        if (datagram.IsEmpty || _transport.HasEnded)
        {
            return;
        }

        if (datagram[0] < 4)
        {
            _transport.HandleStun(datagram, path, now);
        }
        else if (!_transport.Ice.IsKnown(path))
        {
            // Nothing but checks is taken from an address that did not prove itself.
            return;
        }
        else if (datagram[0] is >= 20 and < 64)
        {
            HandleDtls(datagram, now);
        }
        else if (datagram[0] is >= 128 and < 192)
        {
            HandleMedia(datagram, now, arrivedAt ?? now);
        }
    }

    /// <summary>The ICE-TCP connection with this number is gone.</summary>
    public void HandlePathClosed(in TransportPath path, TimeSpan now) => _transport.RemovePath(path);

    /// <summary>The time of <see cref="NextDeadline"/> has come.</summary>
    public void HandleDeadline(TimeSpan now)
    {
        _transport.HandleDeadline(now);
        if (!_transport.IsSecured)
        {
            return;
        }

        if (_data.Association.NextDeadline <= now)
        {
            _data.Association.HandleDeadline(now);
            FollowData(now);
        }

        if (_rtcp.NextDeadline <= now)
        {
            SendRtcp(now);
        }

        if (SelectedPath is { } path)
        {
            _sender.HandleDeadline(path, now);
            Probe(path, now);
        }
    }

    /// <summary>Takes the next datagram to send.</summary>
    public bool TryTakeDatagram(out OutgoingDatagram datagram) => _outputs.TryTakeDatagram(out datagram);

    /// <summary>Takes the next event.</summary>
    public bool TryTakeEvent(out PeerEvent? peerEvent) => _outputs.TryTakeEvent(out peerEvent);

    /// <summary>Says good-bye (SCTP abort, DTLS close_notify) and ends; drain the last datagrams, then <see cref="Dispose"/>.</summary>
    public void Close(TimeSpan now)
    {
        if (_transport.IsSecured)
        {
            _data.Association.Abort();
            SendSctp(now);
        }

        _data.CloseAll();
        _transport.Close();
    }

    /// <summary>Frees native state and returns undrained buffers.</summary>
    public void Dispose()
    {
        _transport.Dispose();
        _receiver.Dispose();
        _sender.Dispose();
        _outputs.Clear();
    }

    private void HandleDtls(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (_transport.HandleDtls(datagram, now))
        {
            Secure(now);
        }

        while (_transport.Dtls is { } dtls && dtls.TryRead(_scratch, out var length))
        {
            _data.Association.HandlePacket(_scratch.AsSpan(0, length), now);
        }

        _transport.FollowDtls();
        FollowData(now);
    }

    private void Secure(TimeSpan now)
    {
        if (_transport.Dtls is { SendKey: { } sendKey, ReceiveKey: { } receiveKey })
        {
            _sender.Secure(sendKey);
            _receiver.Secure(receiveKey);
            _rtcp.Start(now);
        }
    }

    private void HandleMedia(ReadOnlySpan<byte> datagram, TimeSpan now, TimeSpan arrivedAt)
    {
        if (!RtpPacket.LooksLikeRtcp(datagram))
        {
            _receiver.HandleRtp(this, RtpReceived, datagram, now, arrivedAt);
            if (_rtcp.NextDeadline <= now)
            {
                SendRtcp(now);
            }
        }
        else if (_receiver.TryUnprotectRtcp(datagram, out var rtcp))
        {
            _rtcp.Handle(rtcp, now);
            if (SelectedPath is { } path)
            {
                Probe(path, now);
            }
        }
    }

    private void SendRtcp(TimeSpan now)
    {
        if (_transport.IsSecured && SelectedPath is { } path)
        {
            var buffer = _outputs.Pool.Rent();
            _sender.SendRtcp(buffer, _rtcp.Write(buffer, now), path);
        }
    }

    private void FollowData(TimeSpan now)
    {
        _data.PeerMaxMessageSize = _negotiator.PeerMaxMessageSize;
        _data.Follow();
        SendSctp(now);
    }

    private void SendSctp(TimeSpan now)
    {
        Span<byte> packet = stackalloc byte[SctpPacket.MaxLength];
        while (_transport.IsSecured && _data.Association.TryWritePacket(packet, now, out var length))
        {
            _transport.SendData(packet[..length]);
        }
    }

    private void Probe(in TransportPath path, TimeSpan now)
    {
        _estimator?.HandleDeadline(now);
        while (_estimator is not null && _estimator.TryTakeProbe(now, out var bytes))
        {
            if (!_sender.SendPadding(bytes, path, now))
            {
                _estimator.CancelProbe();
            }
        }

        TellBitrate();
    }

    private void TellBitrate()
    {
        if (_estimator is { HasFeedback: true } && Math.Abs(_estimator.TargetBitrate - _toldBitrate) * 20 > _toldBitrate)
        {
            _toldBitrate = _estimator.TargetBitrate;
            _outputs.Raise(new TargetBitrateChanged(_toldBitrate));
        }
    }
}
