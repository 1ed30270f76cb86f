using Switchroom.WebRtc.DataChannels;
using Switchroom.WebRtc.Media;

namespace Switchroom.WebRtc;

/// <summary>Something a peer tells its owner. The set is closed; media packets come through <see cref="PeerConnection.RtpReceived"/> instead.</summary>
public abstract record PeerEvent
{
    private protected PeerEvent()
    {
    }
}

/// <summary>An authenticated check came over a path that is new to this peer: route what arrives on it here.</summary>
/// <param name="Path">The path.</param>
public sealed record PathValidated(TransportPath Path) : PeerEvent;

/// <summary>A path is no longer this peer's (it aged out, or the peer ended): stop routing it.</summary>
/// <param name="Path">The path.</param>
public sealed record PathReleased(TransportPath Path) : PeerEvent;

/// <summary>The state changed.</summary>
/// <param name="State">The state now.</param>
public sealed record PeerStateChanged(PeerState State) : PeerEvent;

/// <summary>The peer failed; a <see cref="PeerStateChanged"/> follows.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Detail">One sentence for logs, without secrets.</param>
public sealed record PeerFailed(PeerFailure Reason, string Detail) : PeerEvent;

/// <summary>A data channel is open in both directions, whoever opened it.</summary>
/// <param name="Channel">The channel.</param>
public sealed record DataChannelOpened(DataChannel Channel) : PeerEvent;

/// <summary>A whole message came in.</summary>
/// <param name="Channel">The channel it came on.</param>
/// <param name="Payload">The message.</param>
/// <param name="Binary">False for text (UTF-8).</param>
public sealed record DataMessageReceived(DataChannel Channel, byte[] Payload, bool Binary) : PeerEvent;

/// <summary>A data channel ended.</summary>
/// <param name="Channel">The channel.</param>
public sealed record DataChannelClosed(DataChannel Channel) : PeerEvent;

/// <summary>The first packet of a stream the peer publishes was received and matched to its m-line.</summary>
/// <param name="Stream">The stream.</param>
public sealed record ReceiveStreamStarted(ReceiveStream Stream) : PeerEvent;

/// <summary>The peer asks for a key frame of a track we send (PLI or FIR, RFC 4585 and 5104); repeats within 100 ms are dropped.</summary>
/// <param name="Track">The track.</param>
public sealed record KeyFrameRequested(SendTrack Track) : PeerEvent;

/// <summary>The peer misses packets of a track we send (NACK): answer with <see cref="PeerConnection.SendRtx"/>.</summary>
/// <param name="Track">The track.</param>
/// <param name="SequenceNumbers">The missing sequence numbers.</param>
public sealed record PacketsMissed(SendTrack Track, ushort[] SequenceNumbers) : PeerEvent;

/// <summary>A receiver report on a track we send.</summary>
/// <param name="Track">The track.</param>
/// <param name="FractionLost">Lost since the last report, 0..1.</param>
/// <param name="Jitter">Interarrival jitter.</param>
/// <param name="RoundTrip">Round trip, if the report could tell it.</param>
public sealed record ReceptionReported(SendTrack Track, double FractionLost, TimeSpan Jitter, TimeSpan? RoundTrip) : PeerEvent;

/// <summary>A sender report on a stream the peer publishes: the pair that maps its RTP time to its wall clock.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="NtpTime">The peer's NTP time, 32.32 bits.</param>
/// <param name="RtpTimestamp">The RTP time of the same instant.</param>
/// <param name="ArrivedAt">When it arrived here.</param>
public sealed record SenderReported(ReceiveStream Stream, ulong NtpTime, uint RtpTimestamp, TimeSpan ArrivedAt) : PeerEvent;

/// <summary>The bitrate that the path to this peer carries changed by more than 5 %, or started to be known.</summary>
/// <param name="BitsPerSecond">The estimate for all that is sent to this peer.</param>
public sealed record TargetBitrateChanged(long BitsPerSecond) : PeerEvent;
