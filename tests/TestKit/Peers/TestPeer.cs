using System.Buffers.Binary;
using System.Net;
using System.Text;
using Switchroom.Rtp;
using Switchroom.Rtp.HeaderExtensions;
using Switchroom.Rtp.Rtcp;
using Switchroom.Rtp.Sdp;
using Switchroom.Rtp.Srtp;
using Switchroom.WebRtc;
using Switchroom.WebRtc.DataChannels;
using Switchroom.WebRtc.Dtls;
using Switchroom.WebRtc.Ice;
using Switchroom.WebRtc.Media;
using Switchroom.WebRtc.Sctp;
using Switchroom.WebRtc.Stun;

namespace Switchroom.TestKit.Peers;

/// <summary>
/// A browser in virtual time: the full, controlling side of ICE, the DTLS client, the side that opens SCTP, over the engine's own parts. It
/// offers and answers as browsers do, sends packets that a test makes, and keeps what it received.
/// </summary>
public sealed class TestPeer : ISimulated, IDisposable
{
    private static readonly TimeSpan FirstChecks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LaterChecks = TimeSpan.FromSeconds(2.5);

    private readonly VirtualNetwork _network;
    private readonly DtlsContext _context;
    private readonly Random _random;
    private readonly SctpAssociation _association;
    private readonly DataTransport _data;
    private readonly byte[] _scratch = new byte[8192];
    private readonly byte[] _transaction = new byte[12];
    private readonly ArrivalLog _arrivals = new();
    private byte _transportSequenceId;
    private IceCredentials _local;
    private IceCredentials? _remote;
    private DtlsSession? _dtls;
    private SrtpSession? _sending;
    private SrtpSession? _receiving;
    private TimeSpan? _checkAt;
    private TimeSpan _now;

    /// <summary>A peer at <paramref name="address"/> that will talk to <paramref name="server"/>.</summary>
    public TestPeer(VirtualNetwork network, DtlsContext context, IPEndPoint address, IPEndPoint server, int seed)
    {
        _network = network;
        _context = context;
        _random = new Random(seed);
        Address = address;
        Server = server;
        _local = IceCredentials.Create(_random);
        _association = new SctpAssociation(_random, 5000, 262_144);
        _data = new DataTransport(_association, dtlsServer: false, 64, DataEvents.Add);
        network.Attach(address, Receive);
    }

    /// <summary>Where it is.</summary>
    public IPEndPoint Address { get; private set; }

    /// <summary>Where it sends.</summary>
    public IPEndPoint Server { get; }

    /// <summary>Whether its checks are answered.</summary>
    public bool IceConnected { get; private set; }

    /// <summary>Whether its DTLS handshake is done.</summary>
    public bool Connected => _dtls is { State: WebRtc.Dtls.DtlsState.Connected };

    /// <summary>The state of its DTLS session.</summary>
    public DtlsState? SecurityState => _dtls?.State;

    /// <summary>Whether it sends ICE checks.</summary>
    public bool Checks { get; set; } = true;

    /// <summary>The fingerprint it announces; its own unless a test lies.</summary>
    public string? AnnouncedFingerprint { get; set; }

    /// <summary>Plain RTP packets received.</summary>
    public List<byte[]> RtpReceived { get; } = [];

    /// <summary>Plain RTCP packets received.</summary>
    public List<byte[]> RtcpReceived { get; } = [];

    /// <summary>What its data channels told.</summary>
    public List<PeerEvent> DataEvents { get; } = [];

    /// <summary>Whether it reports arrivals by transport-wide sequence number, as browsers do.</summary>
    public bool ReportsArrivals { get; set; }

    /// <summary>Called for each plain RTP packet instead of keeping it.</summary>
    public Action<byte[], TimeSpan>? OnRtp { get; set; }

    /// <inheritdoc/>
    public TimeSpan? NextDeadline => Earliest(
        Earliest(_checkAt, _dtls?.NextDeadline), Connected ? Earliest(_association.NextDeadline, _arrivals.NextDeadline) : null);

    private string TransportLines =>
        $"a=ice-ufrag:{_local.Ufrag}\r\na=ice-pwd:{_local.Password}\r\na=ice-options:trickle\r\n" +
        $"a=fingerprint:sha-256 {AnnouncedFingerprint ?? _context.Certificate.Fingerprint}\r\n";

    /// <summary>Its offer.</summary>
    public string CreateOffer(IReadOnlyList<TestMedia> media, bool withData = true) => TestDescription.Offer(media, withData, TransportLines);

    /// <summary>Its answer to an offer, after which it starts to connect.</summary>
    public string HandleOffer(string offer, TimeSpan now)
    {
        var session = Parse(offer);
        Connect(session, now);
        return TestDescription.Answer(session, TransportLines);
    }

    /// <summary>Takes the answer to its offer and starts to connect.</summary>
    public void HandleAnswer(string answer, TimeSpan now) => Connect(Parse(answer), now);

    /// <summary>New ICE credentials: its next description restarts ICE.</summary>
    public void RestartIce() => _local = IceCredentials.Create(_random);

    /// <summary>Moves to another address, as a phone does that leaves a wireless network, and checks it at once.</summary>
    public void MoveTo(IPEndPoint address, TimeSpan now)
    {
        _network.Detach(Address);
        Address = address;
        _network.Attach(address, Receive);
        _checkAt = now;
    }

    /// <summary>Protects and sends an RTP packet.</summary>
    public void SendRtp(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        packet.CopyTo(_scratch);
        if (_sending is not null && _sending.TryProtect(_scratch, packet.Length, out var length))
        {
            _network.Send(Address, Server, _scratch.AsSpan(0, length), now);
        }
    }

    /// <summary>Protects an RTP packet without sending it.</summary>
    public byte[] Protect(ReadOnlySpan<byte> packet)
    {
        packet.CopyTo(_scratch);
        return _sending!.TryProtect(_scratch, packet.Length, out var length) ? _scratch[..length] : throw new InvalidOperationException($"{_sending.LastRefusal}");
    }

    /// <summary>Protects and sends an RTCP packet.</summary>
    public void SendRtcp(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        packet.CopyTo(_scratch);
        if (_sending is not null && _sending.TryProtectRtcp(_scratch, packet.Length, out var length))
        {
            _network.Send(Address, Server, _scratch.AsSpan(0, length), now);
        }
    }

    /// <summary>Opens a data channel.</summary>
    public DataChannel OpenDataChannel(DataChannelOptions options, TimeSpan now)
    {
        var channel = _data.Open(options, now);
        FlushSctp(now);
        return channel;
    }

    /// <summary>Sends a message on a data channel.</summary>
    public bool SendData(DataChannel channel, ReadOnlySpan<byte> payload, bool binary, TimeSpan now)
    {
        var sent = _data.Send(channel, payload, binary, now);
        FlushSctp(now);
        return sent;
    }

    /// <summary>Closes a data channel.</summary>
    public void CloseDataChannel(DataChannel channel, TimeSpan now)
    {
        _data.Close(channel);
        FlushSctp(now);
    }

    /// <summary>Says close_notify.</summary>
    public void Close(TimeSpan now)
    {
        _dtls?.Close();
        FlushDtls(now);
        Checks = false;
        _checkAt = null;
    }

    /// <inheritdoc/>
    public void HandleDeadline(TimeSpan now)
    {
        _now = now;
        if (_checkAt <= now)
        {
            SendCheck(now);
        }

        if (_arrivals.NextDeadline <= now)
        {
            Report(now);
        }

        _dtls?.HandleDeadline(now);
        FlushDtls(now);
        if (Connected && _association.NextDeadline <= now)
        {
            _association.HandleDeadline(now);
            FollowSctp(now);
        }
    }

    /// <inheritdoc/>
    public void Drain(TimeSpan now)
    {
        FlushDtls(now);
        FlushSctp(now);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Detach(Address);
        _dtls?.Dispose();
        _sending?.Dispose();
        _receiving?.Dispose();
    }

    private static TimeSpan? Earliest(TimeSpan? left, TimeSpan? right) => left is null ? right : right is null || left < right ? left : right;

    private static SessionDescription Parse(string text) =>
        SessionDescription.TryParse(text.AsSpan(), out var session, out var refusal) ? session! : throw new InvalidOperationException($"{refusal}: {text}");

    private void Connect(SessionDescription remote, TimeSpan now)
    {
        var media = remote.Media.First(item => !item.IsRejected);
        _remote = new IceCredentials(remote.ValueFor(media, "ice-ufrag")!, remote.ValueFor(media, "ice-pwd")!);
        _checkAt = now;
        _transportSequenceId = remote.Media.SelectMany(item => item.ExtensionMaps)
            .FirstOrDefault(map => map.Uri == ExtensionUris.TransportSequence)?.Id ?? 0;
        _dtls ??= new DtlsSession(_context, DtlsRole.Client, remote.ValueFor(media, "fingerprint")!["sha-256 ".Length..]);
    }

    private void SendCheck(TimeSpan now)
    {
        _checkAt = now + (IceConnected && Connected ? LaterChecks : FirstChecks);
        if (!Checks || _remote is null)
        {
            return;
        }

        _random.NextBytes(_transaction);
        Span<byte> buffer = stackalloc byte[512];
        var writer = new StunWriter(buffer, StunType.BindingRequest, _transaction);
        writer.Add(StunAttribute.Username, Encoding.UTF8.GetBytes($"{_remote.Ufrag}:{_local.Ufrag}"));
        writer.Add(StunAttribute.Priority, 1_845_501_695u);
        writer.Add(StunAttribute.IceControlling, 0x1122334455667788ul);
        writer.Add(StunAttribute.UseCandidate, []);
        var length = writer.Finish(Encoding.UTF8.GetBytes(_remote.Password));
        _network.Send(Address, Server, buffer[..length], now);
    }

    private void Receive(ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now)
    {
        _now = now;
        if (datagram[0] < 4)
        {
            HandleStun(datagram, now);
        }
        else if (datagram[0] < 64)
        {
            HandleDtls(datagram, now);
        }
        else
        {
            HandleMedia(datagram, now);
        }
    }

    private void HandleStun(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (!StunMessage.TryParse(datagram, out var message) || message.Type != StunType.BindingSuccess
            || !message.HasIntegrity(Encoding.UTF8.GetBytes(_remote!.Password)))
        {
            return;
        }

        if (!IceConnected)
        {
            IceConnected = true;
            _dtls?.Start(now);
            FlushDtls(now);
        }
    }

    private void HandleDtls(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (_dtls is null)
        {
            return;
        }

        var before = _dtls.State;
        _dtls.HandleDatagram(datagram, now);
        if (before != _dtls.State && Connected)
        {
            _sending = _dtls.SendKey is { } send ? new SrtpSession(send) : null;
            _receiving = _dtls.ReceiveKey is { } receive ? new SrtpSession(receive) : null;
            _association.Connect(now);
        }

        while (_dtls.TryRead(_scratch, out var length))
        {
            _association.HandlePacket(_scratch.AsSpan(0, length), now);
        }

        FollowSctp(now);
    }

    private void HandleMedia(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        datagram.CopyTo(_scratch);
        if (RtpPacket.LooksLikeRtcp(datagram))
        {
            if (_receiving is not null && _receiving.TryUnprotectRtcp(_scratch, datagram.Length, out var length))
            {
                RtcpReceived.Add(_scratch[..length]);
            }
        }
        else if (_receiving is not null && _receiving.TryUnprotect(_scratch, datagram.Length, out var length))
        {
            if (ReportsArrivals && RtpPacket.TryParse(_scratch.AsSpan(0, length), out var packet)
                && packet.Extensions.TryGet(_transportSequenceId, out var sequence))
            {
                _arrivals.Add(BinaryPrimitives.ReadUInt16BigEndian(sequence), now);
            }

            if (OnRtp is null)
            {
                RtpReceived.Add(_scratch[..length]);
            }
            else
            {
                OnRtp(_scratch[..length], now);
            }
        }
    }

    private void Report(TimeSpan now)
    {
        var buffer = new byte[1400];
        var writer = new RtcpWriter(buffer);
        _arrivals.TryWrite(ref writer, new Ssrc(1), new Ssrc(1));
        if (writer.Length > 0)
        {
            SendRtcp(buffer.AsSpan(0, writer.Length), now);
        }
    }

    private void FollowSctp(TimeSpan now)
    {
        _data.Follow();
        FlushSctp(now);
    }

    private void FlushSctp(TimeSpan now)
    {
        Span<byte> packet = stackalloc byte[SctpPacket.MaxLength];
        while (Connected && _association.TryWritePacket(packet, now, out var length))
        {
            _dtls!.Send(packet[..length]);
        }

        FlushDtls(now);
    }

    private void FlushDtls(TimeSpan now)
    {
        while (_dtls is not null && _dtls.TryTakeDatagram(out var datagram))
        {
            _network.Send(Address, Server, datagram, now);
        }
    }
}
