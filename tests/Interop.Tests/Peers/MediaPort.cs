using System.Net;
using System.Net.Sockets;
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

/// <summary>The ear of a peer whose signalling is somebody else's (SIPp's): a UDP port that keeps the RTP packets it gets.</summary>
internal sealed class MediaPort : IDisposable
{
    /// <summary>Payload types as <see cref="Description"/> offers them.</summary>
    public const int Pcmu = 0, TelephoneEvent = 101;

    private readonly UdpClient _socket;
    private readonly List<HeardPacket> _packets = [];
    private readonly Task _receiving;
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

    public void Dispose()
    {
        _socket.Dispose();
        _receiving.Wait();
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
