using System.Net;
using System.Net.Sockets;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;

namespace Switchroom.Server.Phone;

/// <summary>The sockets and the thread of one <see cref="SoftPhone"/>.</summary>
internal sealed class TryoutMedia : IDisposable
{
    private const int LongestDatagram = 2048;
    private static readonly SocketId RtpId = new(1), RtcpId = new(2);

    private readonly Socket _rtp;
    private readonly Socket _rtcp;
    private readonly SoftPhone _phone;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly Lock _lock = new();
    private readonly Thread _thread;
    private readonly Action<char> _pressed;
    private string? _answer;
    private volatile bool _ended;

    public TryoutMedia(TryoutOptions options, string offer, IPAddress address, TimeProvider clock, Action<char> pressed)
    {
        _clock = clock;
        _start = clock.GetTimestamp();
        _pressed = pressed;
        (_rtp, _rtcp) = BindPair(address);
        _phone = new SoftPhone(
            new PhoneLegOptions
            {
                Rtp = RtpId,
                Rtcp = RtcpId,
                Advertised = new IPEndPoint(address, ((IPEndPoint)_rtp.LocalEndPoint!).Port),
                RemoteOffer = offer,
                AudioCodecs = options.Codecs,
                Encryption = options.Encryption,
            },
            options.Sound,
            new CryptographicRandom());
        _thread = new Thread(Run) { IsBackground = true, Name = "phone" };
    }

    private TimeSpan Now => _clock.GetElapsedTime(_start);

    /// <summary>The SDP answer, or null with the reason.</summary>
    public string? Answer(out string problem)
    {
        problem = _phone.Start(Now).Detail;
        TakeEvents();
        return _answer;
    }

    /// <summary>The answer to another offer within the call.</summary>
    public string? AnswerAgain(string offer, out string problem)
    {
        lock (_lock)
        {
            _answer = null;
            problem = _phone.HandleOffer(offer, Now).Detail;
            TakeEvents();
            return _answer;
        }
    }

    /// <summary>The call was answered.</summary>
    public void Begin()
    {
        _phone.Establish(Now);
        _thread.Start();
    }

    public void Dispose()
    {
        _ended = true;
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _rtp.Dispose();
        _rtcp.Dispose();
        _phone.Dispose();
    }

    private void Run()
    {
        var buffer = new byte[LongestDatagram];
        var ready = new List<Socket>(2);
        while (!_ended)
        {
            var wait = (_phone.NextDeadline ?? Now) - Now;
            ready.Clear();
            ready.Add(_rtp);
            ready.Add(_rtcp);
            Socket.Select(ready, null, null, wait > TimeSpan.Zero ? (int)wait.TotalMicroseconds : 0);
            lock (_lock)
            {
                foreach (var socket in ready)
                {
                    Receive(socket, buffer);
                }

                _phone.HandleDeadline(Now);
                TakeEvents();
                while (_phone.TryTakeDatagram(out var datagram))
                {
                    Send(datagram);
                }
            }
        }
    }

    private void Receive(Socket socket, byte[] buffer)
    {
        try
        {
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            var length = socket.ReceiveFrom(buffer, ref from);
            _phone.HandleDatagram(socket == _rtp ? RtpId : RtcpId, buffer.AsSpan(0, length), (IPEndPoint)from, Now);
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.ConnectionReset or SocketError.MessageSize)
        {
            // an ICMP error of a packet sent before, or a datagram that is no RTP: neither is anything to hear
        }
    }

    private void Send(WorkerDatagram datagram)
    {
        try
        {
            (datagram.Socket == RtpId ? _rtp : _rtcp).SendTo(datagram.Bytes.Span, datagram.To);
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
        {
            // the far end is gone; SIP will say so
        }
    }

    private void TakeEvents()
    {
        while (_phone.TryTakeEvent(out var happened))
        {
            switch (happened)
            {
                case PhoneLocalAnswer answer: _answer = answer.Sdp; break;
                case DtmfReceived pressed: _pressed(pressed.Digit); break;
            }
        }
    }

    private static (Socket Rtp, Socket Rtcp) BindPair(IPAddress address)
    {
        for (var tries = 0; ; tries++)
        {
            var rtp = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            rtp.Bind(new IPEndPoint(address, 0));
            var port = ((IPEndPoint)rtp.LocalEndPoint!).Port;
            var rtcp = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                rtcp.Bind(new IPEndPoint(address, port + 1));
                return (rtp, rtcp);
            }
            catch (SocketException) when (tries < 50)
            {
                rtp.Dispose();
                rtcp.Dispose();
            }
        }
    }
}
