using Switchroom.WebRtc.Dtls;
using Switchroom.WebRtc.Ice;

namespace Switchroom.WebRtc;

/// <summary>What a <see cref="PeerConnection"/> needs from its owner. One instance may serve many peers of a worker.</summary>
public sealed record PeerConnectionOptions
{
    /// <summary>Our certificate and DTLS configuration; shared by all peers of a process.</summary>
    public required DtlsContext Dtls { get; init; }

    /// <summary>Where datagrams are built.</summary>
    public required DatagramPool Pool { get; init; }

    /// <summary>
    /// Takes the datagrams of all peers that share it, in the order they were made; the owner takes them from here. Null keeps them in the peer, for
    /// <see cref="PeerConnection.TryTakeDatagram"/>.
    /// </summary>
    public Queue<OutgoingDatagram>? Outgoing { get; init; }

    /// <summary>Source of ICE credentials, SSRCs, SCTP tags; seeded in tests, cryptographic in Server.</summary>
    public required Random Random { get; init; }

    /// <summary>The addresses the peer may send to, put into every description.</summary>
    public IReadOnlyList<IceCandidate> Candidates { get; init; } = [];

    /// <summary>The wall clock time of monotonic zero, for sender reports.</summary>
    public DateTimeOffset WallClockAtZero { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>How long ICE and then DTLS may each take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Silence after which a connected peer counts as <see cref="PeerState.Disconnected"/>. Chromium checks every 2.5 s or less.</summary>
    public TimeSpan ConsentTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a disconnected peer may take to return before it fails.</summary>
    public TimeSpan DisconnectedTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest data channel message taken or sent, in bytes; announced as <c>a=max-message-size</c>.</summary>
    public int MaxMessageSize { get; init; } = 65_536;

    /// <summary>Most data channels a peer may have open.</summary>
    public int MaxDataChannels { get; init; } = 64;

    /// <summary>Most m-lines in a session description: a meeting of 200 with microphones and cameras fits. Tracks beyond wait for one that becomes free.</summary>
    public int MaxMediaSections { get; init; } = 512;

    /// <summary>Most RTP streams (SSRCs) a peer may send us.</summary>
    public int MaxReceiveStreams { get; init; } = 128;

    /// <summary>Most paths remembered for one peer; the oldest unselected one is released for a new one.</summary>
    public int MaxPaths { get; init; } = 16;

    /// <summary>Whether bandwidth is estimated and video is paced for this peer (subscribers); audio never waits.</summary>
    public bool EstimateBandwidth { get; init; } = true;

    /// <summary>The estimate to start from, in bits per second.</summary>
    public long StartBitrate { get; init; } = 1_000_000;
}
