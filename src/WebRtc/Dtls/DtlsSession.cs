using System.Runtime.InteropServices;
using Switchroom.Rtp.Srtp;
using Switchroom.WebRtc.Dtls.Native;

namespace Switchroom.WebRtc.Dtls;

/// <summary>
/// One DTLS 1.2 association over OpenSSL with memory BIOs: datagrams and the time go in, datagrams and application data come out.
/// OpenSSL's retransmission timer reads the wall clock, so it is parked and the last flight is kept and resent here. The resent records carry their
/// first sequence numbers; a peer drops the ones it already has as replays and takes the missing ones.
/// </summary>
public sealed unsafe class DtlsSession : IDisposable
{
    /// <summary>Largest datagram made of handshake records: fits the smallest path WebRTC assumes (1,280 less IPv6 and UDP headers, less a margin).</summary>
    public const int MaxHandshakeDatagram = 1200;

    /// <summary>Overhead of an application record: header, explicit nonce and tag of AES-GCM.</summary>
    public const int RecordOverhead = 37;

    /// <summary>Largest datagram taken.</summary>
    public const int MaxDatagram = 8192;

    private static readonly TimeSpan FirstRetransmission = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestRetransmission = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ShortestRepeat = TimeSpan.FromMilliseconds(100);

    private readonly string? _fingerprint;
    private readonly DtlsRole _role;
    private readonly Queue<byte[]> _outgoing = new();
    private readonly List<byte[]> _flight = [];
    private nint _ssl;
    private nint _input;
    private nint _output;
    private TimeSpan _interval = FirstRetransmission;
    private TimeSpan _flightSentAt;

    /// <summary>A session that waits for the first datagram or for <see cref="Start"/>.</summary>
    /// <param name="context">Our certificate and configuration.</param>
    /// <param name="role">Our side of the handshake.</param>
    /// <param name="fingerprint">The sha-256 fingerprint that the peer's certificate must have; null takes any.</param>
    public DtlsSession(DtlsContext context, DtlsRole role, string? fingerprint)
    {
        _role = role;
        _fingerprint = fingerprint;
        _ssl = LibSsl.SSL_new(context.Handle);
        if (_ssl == 0)
        {
            throw new InvalidOperationException($"OpenSSL cannot make a DTLS session: {DtlsContext.TakeError()}");
        }

        _input = LibSsl.BIO_new(LibSsl.BIO_s_mem());
        _output = LibSsl.BIO_new(LibSsl.BIO_s_mem());
        LibSsl.SSL_set_bio(_ssl, _input, _output);
        LibSsl.SSL_ctrl(_ssl, LibSsl.CtrlSetMtu, MaxHandshakeDatagram, 0);
        LibSsl.DTLS_set_timer_cb(_ssl, &ParkTimer);
        if (role == DtlsRole.Server)
        {
            LibSsl.SSL_set_accept_state(_ssl);
        }
        else
        {
            LibSsl.SSL_set_connect_state(_ssl);
        }
    }

    /// <summary>The state.</summary>
    public DtlsState State { get; private set; }

    /// <summary>Why the session failed, in OpenSSL's words.</summary>
    public string FailureDetail { get; private set; } = "";

    /// <summary>The key that protects what we send, once connected with an SRTP profile.</summary>
    public SrtpMasterKey? SendKey { get; private set; }

    /// <summary>The key that protects what we receive, once connected with an SRTP profile.</summary>
    public SrtpMasterKey? ReceiveKey { get; private set; }

    /// <summary>When the last flight is to be sent again.</summary>
    public TimeSpan? NextDeadline { get; private set; }

    /// <summary>As the client: sends the ClientHello.</summary>
    public void Start(TimeSpan now) => Handshake(now);

    /// <summary>Takes a datagram; call <see cref="TryRead"/> until it is false afterwards.</summary>
    public void HandleDatagram(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (_ssl == 0 || datagram.Length is 0 or > MaxDatagram || State is DtlsState.Failed or DtlsState.WrongFingerprint or DtlsState.Closed)
        {
            return;
        }

        fixed (byte* bytes = datagram)
        {
            LibSsl.BIO_write(_input, bytes, datagram.Length);
        }

        var isHandshake = datagram[0] is 20 or 22;
        if (State == DtlsState.Handshaking)
        {
            Handshake(now);
        }

        // A client that repeats its last flight did not get ours.
        var repeats = isHandshake && State == DtlsState.Connected && _role == DtlsRole.Server;
        if (repeats && _flight.Count > 0 && now - _flightSentAt >= ShortestRepeat)
        {
            SendFlight(now);
        }
    }

    /// <summary>Sends the last flight again when its time has come.</summary>
    public void HandleDeadline(TimeSpan now)
    {
        if (NextDeadline is { } due && due <= now)
        {
            _interval = _interval * 2 < LongestRetransmission ? _interval * 2 : LongestRetransmission;
            SendFlight(now);
            NextDeadline = now + _interval;
        }
    }

    /// <summary>Reads one message of application data.</summary>
    public bool TryRead(Span<byte> buffer, out int length)
    {
        length = 0;
        if (State != DtlsState.Connected)
        {
            return false;
        }

        LibSsl.ERR_clear_error();
        fixed (byte* bytes = buffer)
        {
            length = LibSsl.SSL_read(_ssl, bytes, buffer.Length);
        }

        if (length > 0)
        {
            return true;
        }

        var error = LibSsl.SSL_get_error(_ssl, length);
        length = 0;
        if (error != LibSsl.ErrorWantRead)
        {
            FailureDetail = error == LibSsl.ErrorZeroReturn ? "close_notify" : DtlsContext.TakeError();
            State = DtlsState.Closed;
        }

        Flush();
        return false;
    }

    /// <summary>Encrypts one message into one datagram; false unless connected.</summary>
    public bool Send(ReadOnlySpan<byte> message)
    {
        if (State != DtlsState.Connected)
        {
            return false;
        }

        LibSsl.ERR_clear_error();
        int written;
        fixed (byte* bytes = message)
        {
            written = LibSsl.SSL_write(_ssl, bytes, message.Length);
        }

        Flush();
        return written == message.Length;
    }

    /// <summary>Takes the next datagram to send.</summary>
    public bool TryTakeDatagram(out byte[]? datagram) => _outgoing.TryDequeue(out datagram);

    /// <summary>Says good-bye with close_notify.</summary>
    public void Close()
    {
        if (State == DtlsState.Connected)
        {
            LibSsl.SSL_shutdown(_ssl);
            Flush();
        }

        State = State is DtlsState.Failed or DtlsState.WrongFingerprint ? State : DtlsState.Closed;
        NextDeadline = null;
    }

    /// <summary>Frees the native session.</summary>
    public void Dispose()
    {
        if (_ssl != 0)
        {
            // Frees both BIOs with it.
            LibSsl.SSL_free(_ssl);
            _ssl = 0;
            _input = 0;
            _output = 0;
        }
    }

    private void Handshake(TimeSpan now)
    {
        LibSsl.ERR_clear_error();
        var result = LibSsl.SSL_do_handshake(_ssl);
        var error = result == 1 ? 0 : LibSsl.SSL_get_error(_ssl, result);
        if (error != 0 && error != LibSsl.ErrorWantRead)
        {
            FailureDetail = DtlsContext.TakeError();
            State = DtlsState.Failed;
        }

        if (LibSsl.BIO_ctrl_pending(_output) > 0)
        {
            _flight.Clear();
            KeepFlight();
            _interval = FirstRetransmission;
            SendFlight(now);
            NextDeadline = now + _interval;
        }

        if (result == 1)
        {
            Finish();
        }

        if (State != DtlsState.Handshaking)
        {
            NextDeadline = null;
        }
    }

    private void Finish()
    {
        if (_fingerprint is not null && !CertificateFingerprint.AreEqual(PeerFingerprint(), _fingerprint))
        {
            FailureDetail = "the peer's certificate is not the one its description announced";
            State = DtlsState.WrongFingerprint;
            return;
        }

        State = DtlsState.Connected;
        var entry = LibSsl.SSL_get_selected_srtp_profile(_ssl);
        if (entry is null)
        {
            return;
        }

        var profile = (SrtpProfile)entry->Id;
        Span<byte> material = stackalloc byte[profile.ExportLength()];
        fixed (byte* output = material, label = "EXTRACTOR-dtls_srtp"u8)
        {
            if (LibSsl.SSL_export_keying_material(_ssl, output, material.Length, label, 19, null, 0, 0) != 1)
            {
                FailureDetail = DtlsContext.TakeError();
                State = DtlsState.Failed;
                return;
            }
        }

        var (client, server) = SrtpMasterKey.FromDtlsExport(profile, material);
        material.Clear();
        (SendKey, ReceiveKey) = _role == DtlsRole.Server ? (server, client) : (client, server);
    }

    private string PeerFingerprint()
    {
        var certificate = LibSsl.SSL_get1_peer_certificate(_ssl);
        if (certificate == 0)
        {
            return "";
        }

        var der = new byte[LibSsl.i2d_X509(certificate, null)];
        fixed (byte* bytes = der)
        {
            var cursor = bytes;
            LibSsl.i2d_X509(certificate, &cursor);
        }

        LibSsl.X509_free(certificate);
        return CertificateFingerprint.Sha256Of(der);
    }

    private byte[] TakeOutput()
    {
        var output = new byte[(int)LibSsl.BIO_ctrl_pending(_output)];
        fixed (byte* bytes = output)
        {
            LibSsl.BIO_read(_output, bytes, output.Length);
        }

        return output;
    }

    private void KeepFlight()
    {
        var records = TakeOutput().AsSpan();
        while (!records.IsEmpty)
        {
            var length = DtlsFlight.NextDatagram(records, MaxHandshakeDatagram);
            _flight.Add(records[..length].ToArray());
            records = records[length..];
        }
    }

    private void SendFlight(TimeSpan now)
    {
        _flightSentAt = now;
        foreach (var datagram in _flight)
        {
            _outgoing.Enqueue(datagram);
        }
    }

    private void Flush()
    {
        if (LibSsl.BIO_ctrl_pending(_output) > 0)
        {
            _outgoing.Enqueue(TakeOutput());
        }
    }

    /// <summary>Puts OpenSSL's own timer (in microseconds) more than an hour away.</summary>
    [UnmanagedCallersOnly]
    private static uint ParkTimer(nint ssl, uint previous) => 4_000_000_000;
}
