using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Switchroom.Sip.Messages;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Phone.Support;

/// <summary>A phone without a SIP stack: over UDP it answers each INVITE, and what else it is told to; what it is not told to answer, it ignores.</summary>
internal sealed class RawPhone : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly ConcurrentQueue<SipRequest> _received = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Func<SipRequest, int?> _answer;
    private readonly string? _contact;
    private readonly Thread _thread;
    private volatile bool _ended;

    /// <param name="answer">The status for a request other than INVITE and ACK; null for none.</param>
    /// <param name="contact">Where it says that it is; null for where it is.</param>
    public RawPhone(Func<SipRequest, int?> answer, string? contact = null)
    {
        (_answer, _contact) = (answer, contact);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _thread = new Thread(Run) { IsBackground = true, Name = "raw phone" };
        _thread.Start();
    }

    public string Uri => $"sip:raw@127.0.0.1:{Port}";

    private int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Waits for the next request of a method; others before it are passed over.</summary>
    public async Task<SipRequest> ExpectAsync(SipMethod method)
    {
        while (true)
        {
            Assert.True(await _arrived.WaitAsync(TestProcess.Patience), $"no {method.Name} came");
            Assert.True(_received.TryDequeue(out var request));
            if (request.Method == method)
            {
                return request;
            }
        }
    }

    public void Dispose()
    {
        _ended = true;
        _thread.Join();
        _socket.Dispose();
        _arrived.Dispose();
    }

    private void Run()
    {
        var buffer = new byte[ushort.MaxValue];
        while (!_ended)
        {
            if (!_socket.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead))
            {
                continue;
            }

            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            var length = _socket.ReceiveFrom(buffer, ref from);
            if (SipParser.Parse(buffer.AsSpan(0, length), SipLimits.Default, out var message) == SipParseError.None && message is SipRequest request)
            {
                Answer(request, (IPEndPoint)from);
                _received.Enqueue(request);
                _arrived.Release();
            }
        }
    }

    private void Answer(SipRequest request, IPEndPoint from)
    {
        var isInvite = request.Method == SipMethod.Invite;
        if (request.Method == SipMethod.Ack || (isInvite ? 200 : _answer(request)) is not { } status)
        {
            return;
        }

        var response = SipResponse.For(request, status);
        if (response.To.Tag is null)
        {
            response.To = response.To.WithTag("raw");
        }

        response.Contact = new NameAddr(SipUri.Parse(_contact ?? Uri));
        if (isInvite)
        {
            response.SetBody(MediaType.Sdp, Encoding.UTF8.GetBytes(
                "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"));
        }

        _socket.SendTo(response.ToBytes(), from);
    }
}
