using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Switchroom.Media.Codecs;
using Switchroom.Rtp;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Peers;

/// <summary>An RTP packet that came, header and payload.</summary>
/// <param name="PayloadType">Its number.</param>
/// <param name="Sequence">Its place.</param>
/// <param name="Timestamp">Its media time.</param>
/// <param name="Payload">What it carries.</param>
internal sealed record HeardPacket(int PayloadType, ushort Sequence, uint Timestamp, byte[] Payload);

/// <summary>Ear and mouth of a peer whose signalling is somebody else's: a UDP port that keeps the RTP packets it gets, and sends sound as G.711.</summary>
internal sealed class MediaPort : IDisposable
{
    /// <summary>Payload types as <see cref="Description"/> offers them.</summary>
    public const int Pcmu = 0, TelephoneEvent = 101;

    private const int FrameSamples = 160;

    private readonly UdpClient _socket;
    private readonly List<HeardPacket> _packets = [];
    private readonly Task _receiving;
    private readonly CancellationTokenSource _closed = new();
    private Task _speaking = Task.CompletedTask;
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MediaPort()
    {
        Number = FreePort.Pair();
        _socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, Number));
        _receiving = ReceiveAsync();
    }

    public int Number { get; }

    /// <summary>A description that sends the peer's G.711 and its telephone events here.</summary>
    public string Description => $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {Number} RTP/AVP {Pcmu} {TelephoneEvent}\r\n" +
        $"a=rtpmap:{Pcmu} PCMU/8000\r\na=rtpmap:{TelephoneEvent} telephone-event/8000\r\na=fmtp:{TelephoneEvent} 0-15\r\n";

    public IReadOnlyList<HeardPacket> Packets
    {
        get
        {
            lock (_packets)
            {
                return [.. _packets];
            }
        }
    }

    /// <summary>Waits until what was heard so far is enough.</summary>
    public async Task<IReadOnlyList<HeardPacket>> UntilAsync(Func<IReadOnlyList<HeardPacket>, bool> enough)
    {
        var patience = Task.Delay(TestProcess.Patience);
        while (true)
        {
            Task grown;
            lock (_packets)
            {
                if (enough(_packets))
                {
                    return [.. _packets];
                }

                grown = _grown.Task;
            }

            if (await Task.WhenAny(grown, patience) == patience)
            {
                throw new TimeoutException($"{Packets.Count} packets came to port {Number}, and that is not enough");
            }
        }
    }

    /// <summary>The keys that were pressed, each with the media time of its beginning (RFC 4733: all packets of one event share a timestamp).</summary>
    public static IReadOnlyList<(char Key, uint Timestamp)> Keys(IReadOnlyList<HeardPacket> packets) =>
        [.. packets.Where(packet => packet.PayloadType == TelephoneEvent).DistinctBy(packet => packet.Timestamp)
            .Select(packet => ("0123456789*#ABCD"[packet.Payload[0] & 15], packet.Timestamp))];

    /// <summary>What was heard as sound, in the order of its packets.</summary>
    public static Wave Sound(IReadOnlyList<HeardPacket> packets)
    {
        using var decoder = AudioCodec.Pcmu.CreateDecoder(8_000);
        var samples = new short[decoder.MaxSamples];
        var sound = new List<short>();
        foreach (var packet in packets.Where(packet => packet.PayloadType == Pcmu).OrderBy(packet => packet.Timestamp))
        {
            sound.AddRange(samples.AsSpan(0, decoder.Decode(packet.Payload, samples)));
        }

        return new Wave(8_000, [.. sound]);
    }

    /// <summary>Says this, in the pace of its samples, until it is over or the port closes.</summary>
    /// <param name="sound">At 8 kHz.</param>
    /// <param name="description">The peer's, which says where to.</param>
    public void Say(Wave sound, string description) =>
        _speaking = SayAsync(sound, new IPEndPoint(IPAddress.Loopback, int.Parse(Regex.Match(description, "m=audio ([0-9]+)").Groups[1].Value, CultureInfo.InvariantCulture)));

    public void Dispose()
    {
        _closed.Cancel();
        _speaking.Wait();
        _socket.Dispose();
        _receiving.Wait();
        _closed.Dispose();
    }

    private async Task SayAsync(Wave sound, IPEndPoint to)
    {
        using var encoder = AudioCodec.Pcmu.CreateEncoder(8_000);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var packet = new byte[RtpPacket.FixedHeaderLength + FrameSamples];
        packet[0] = RtpPacket.Version << 6;
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(8), Number);
        var (sequence, timestamp) = ((ushort)0, 0u);
        foreach (var frame in sound.Samples.Chunk(FrameSamples))
        {
            if (_closed.IsCancellationRequested || !await pace.WaitForNextTickAsync(CancellationToken.None))
            {
                return;
            }

            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), sequence++);
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), timestamp);
            timestamp += FrameSamples;
            await _socket.SendAsync(packet.AsMemory(0, RtpPacket.FixedHeaderLength + encoder.Encode(frame, packet.AsSpan(RtpPacket.FixedHeaderLength))), to, CancellationToken.None);
        }
    }

    private async Task ReceiveAsync()
    {
        while (true)
        {
            try
            {
                Take((await _socket.ReceiveAsync()).Buffer);
            }
            catch (Exception closed) when (closed is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
        }
    }

    private void Take(byte[] datagram)
    {
        if (!RtpPacket.TryParse(datagram, out var packet))
        {
            return;
        }

        TaskCompletionSource grown;
        lock (_packets)
        {
            _packets.Add(new HeardPacket(packet.PayloadType.Value, packet.SequenceNumber, packet.Timestamp, packet.Payload.ToArray()));
            grown = _grown;
            _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        grown.SetResult();
    }
}
