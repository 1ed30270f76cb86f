using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Phone.Support;

/// <summary>The sound of a <see cref="TestLine"/>: PCMU in packets of 20 ms, loud or silent, and what of either comes in.</summary>
internal sealed class TestSound : IDisposable
{
    private const int HeaderLength = 12, FrameLength = 160;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Lock _lock = new();
    private readonly Thread _thread;
    private TaskCompletionSource<bool> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IPEndPoint? _to;
    private volatile bool _ended;

    public TestSound()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _thread = new Thread(Run) { IsBackground = true, Name = "test line" };
        _thread.Start();
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Whether a loud tone is said, or nothing.</summary>
    public bool IsLoud { get; set; }

    public void SendTo(IPEndPoint target) => _to = target;

    /// <summary>Waits until that many packets in a row were loud, or all silent.</summary>
    public async Task HearsAsync(bool loud, int inARow = 15)
    {
        using var patience = new CancellationTokenSource(TestProcess.Patience);
        for (var count = 0; count < inARow;)
        {
            Task<bool> next;
            lock (_lock)
            {
                next = _next.Task;
            }

            count = await next.WaitAsync(patience.Token) == loud ? count + 1 : 0;
        }
    }

    public void Dispose()
    {
        _ended = true;
        _thread.Join();
        _socket.Dispose();
    }

    private void Run()
    {
        var received = new byte[2048];
        var packet = new byte[HeaderLength + FrameLength];
        (packet[0], packet[1]) = (0x80, 0);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), 0x5EED);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (ushort number = 0; !_ended;)
        {
            var wait = number * Frame - clock.Elapsed;
            if (wait > TimeSpan.Zero)
            {
                if (_socket.Poll(wait, SelectMode.SelectRead))
                {
                    Receive(received);
                }

                continue;
            }

            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), number);
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)(number * FrameLength));
            for (var i = 0; i < FrameLength; i++)
            {
                packet[HeaderLength + i] = !IsLoud ? (byte)0xFF : i / 4 % 2 == 0 ? (byte)0x90 : (byte)0x10; // 1 kHz, near full scale
            }

            if (_to is { } target)
            {
                _socket.SendTo(packet, target);
            }

            number++;
        }
    }

    private void Receive(byte[] buffer)
    {
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        int length;
        try
        {
            length = _socket.ReceiveFrom(buffer, ref from);
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
        {
            return; // what was sent a moment ago went to a leg that is gone
        }

        if (length <= HeaderLength || (buffer[1] & 0x7F) != 0)
        {
            return;
        }

        // the exponent of the µ-law code, inverted on the wire: 5 and up is -18 dBFS and louder
        var loud = buffer.AsSpan(HeaderLength, length - HeaderLength).ContainsAnyInRange((byte)0x00, (byte)0x2F)
            || buffer.AsSpan(HeaderLength, length - HeaderLength).ContainsAnyInRange((byte)0x80, (byte)0xAF);
        TaskCompletionSource<bool> heard;
        lock (_lock)
        {
            heard = _next;
            _next = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        heard.SetResult(loud);
    }
}
