using Switchroom.WebRtc.DataChannels;
using Switchroom.WebRtc.Media;
using Switchroom.WebRtc.Negotiation;

namespace Switchroom.WebRtc;

/// <summary>
/// One WebRTC peer as an engine: descriptions, datagrams and the time go in; datagrams, events and the next deadline come out.
/// We are always ICE-lite (RFC 8445 section 2.5) and the DTLS server. Not thread-safe: it belongs to one worker. After any input, drain
/// <see cref="TryTakeDatagram"/> and <see cref="TryTakeEvent"/> before the next.
/// </summary>
public sealed class PeerConnection : IDisposable
{
    /// <summary>A peer that waits for a description; nothing runs before one is exchanged.</summary>
    public PeerConnection(PeerConnectionOptions options, TimeSpan now) => throw new NotImplementedException();

    /// <summary>Takes each media packet that arrives; without it media is dropped.</summary>
    public RtpHandler? RtpReceived { get; set; }

    /// <summary>For the owner: whatever it wants to find from a peer without a look-up.</summary>
    public object? Tag { get; set; }

    /// <summary>The state.</summary>
    public PeerState State => throw new NotImplementedException();

    /// <summary>
    /// Our ICE user name fragment: the worker routes the first STUN packet of an unknown address by it (see
    /// <see cref="Stun.StunRouting.TryReadLocalUfrag"/>). Changes with an ICE restart; the previous one stays valid until the restart is complete.
    /// </summary>
    public string LocalUfrag => throw new NotImplementedException();

    /// <summary>The path that is used for sending; null before the first nomination.</summary>
    public TransportPath? SelectedPath => throw new NotImplementedException();

    /// <summary>Tracks the peer sends, in m-line order.</summary>
    public IReadOnlyList<ReceiveTrack> ReceiveTracks => throw new NotImplementedException();

    /// <summary>Tracks we send, in the order added.</summary>
    public IReadOnlyList<SendTrack> SendTracks => throw new NotImplementedException();

    /// <summary>Whether tracks or channels changed since the last offer: make one when no exchange is under way.</summary>
    public bool NegotiationNeeded => throw new NotImplementedException();

    /// <summary>Estimated bits per second to this peer; 0 while unknown or without <see cref="PeerConnectionOptions.EstimateBandwidth"/>.</summary>
    public long TargetBitrate => throw new NotImplementedException();

    /// <summary>When <see cref="HandleDeadline"/> is wanted next; null when only input can change anything.</summary>
    public TimeSpan? NextDeadline => throw new NotImplementedException();

    /// <summary>Takes the peer's offer and answers it. A changed ufrag restarts ICE (RFC 8445 section 9).</summary>
    public OfferResult HandleOffer(string sdp, TimeSpan now) => throw new NotImplementedException();

    /// <summary>Makes our offer of everything there is now; the peer's answer must come before another exchange.</summary>
    /// <param name="restartIce">Whether to change our ICE credentials.</param>
    /// <param name="now">Monotonic time.</param>
    public string CreateOffer(bool restartIce, TimeSpan now) => throw new NotImplementedException();

    /// <summary>Takes the answer to our last offer.</summary>
    public AnswerResult HandleAnswer(string sdp, TimeSpan now) => throw new NotImplementedException();

    /// <summary>Adds a track to send. The next offer carries it, in an m-line of the same kind that is free, or in a new one.</summary>
    /// <param name="kind">Audio or video.</param>
    /// <param name="streamId">The MediaStream id of <c>a=msid</c>.</param>
    /// <param name="trackId">The track id of <c>a=msid</c>.</param>
    /// <param name="codecs">Codecs to offer, best first.</param>
    public SendTrack AddTrack(TrackKind kind, string streamId, string trackId, IReadOnlyList<MediaCodec> codecs) =>
        throw new NotImplementedException();

    /// <summary>Stops a track; the next offer frees its m-line.</summary>
    public void RemoveTrack(SendTrack track) => throw new NotImplementedException();

    /// <summary>
    /// Sends a media packet: header and extensions (mid, transport-wide sequence number, send time, audio level) are written here and the packet is
    /// protected once. False when the track is not active or the peer is not connected.
    /// </summary>
    public bool SendRtp(SendTrack track, in RtpDeparture packet, TimeSpan now) => throw new NotImplementedException();

    /// <summary>Sends a packet again, as RTX when negotiated (RFC 4588), else as it was.</summary>
    public bool SendRtx(SendTrack track, in RtpDeparture packet, TimeSpan now) => throw new NotImplementedException();

    /// <summary>Asks the peer for a key frame of a stream it sends (PLI); at most one each 200 ms and stream goes out, and is repeated until a packet comes.</summary>
    public void RequestKeyFrame(ReceiveStream stream, TimeSpan now) => throw new NotImplementedException();

    /// <summary>
    /// Tells the RTP-to-wall-clock mapping of a forwarded track, from its publisher's sender report; without it the mapping is guessed from what is sent.
    /// </summary>
    public void SetSenderClock(SendTrack track, uint rtpTimestamp, TimeSpan at) => throw new NotImplementedException();

    /// <summary>Opens a data channel; it is usable after <see cref="DataChannelOpened"/>. The first one makes negotiation needed.</summary>
    public DataChannel OpenDataChannel(DataChannelOptions options, TimeSpan now) => throw new NotImplementedException();

    /// <summary>Sends a message. False when the channel is not open, the message is too large, or too much waits already.</summary>
    public bool SendData(DataChannel channel, ReadOnlySpan<byte> payload, bool binary, TimeSpan now) => throw new NotImplementedException();

    /// <summary>Closes a data channel.</summary>
    public void CloseDataChannel(DataChannel channel, TimeSpan now) => throw new NotImplementedException();

    /// <summary>Takes a datagram of any kind (RFC 7983): STUN, DTLS, SRTP, SRTCP. One that is none of these, or is not authentic, is dropped.</summary>
    public void HandleDatagram(ReadOnlySpan<byte> datagram, in TransportPath path, TimeSpan now) => throw new NotImplementedException();

    /// <summary>The ICE-TCP connection with this number is gone.</summary>
    public void HandlePathClosed(in TransportPath path, TimeSpan now) => throw new NotImplementedException();

    /// <summary>The time of <see cref="NextDeadline"/> has come.</summary>
    public void HandleDeadline(TimeSpan now) => throw new NotImplementedException();

    /// <summary>Takes the next datagram to send.</summary>
    public bool TryTakeDatagram(out OutgoingDatagram datagram) => throw new NotImplementedException();

    /// <summary>Takes the next event.</summary>
    public bool TryTakeEvent(out PeerEvent? peerEvent) => throw new NotImplementedException();

    /// <summary>Says good-bye (SCTP abort, DTLS close_notify) and ends; drain the last datagrams, then <see cref="Dispose"/>.</summary>
    public void Close(TimeSpan now) => throw new NotImplementedException();

    /// <summary>Frees native state and returns undrained buffers.</summary>
    public void Dispose() => throw new NotImplementedException();
}
