using Switchroom.TestKit.Peers;

namespace Switchroom.Benchmarks.Forwarding;

/// <summary>What publishers send, at the pace of real time: Opus every 20 ms, or a VP8 picture every 33 ms in several packets.</summary>
internal sealed class MediaFeed(bool isVideo, int publishers)
{
    private const int PacketsPerFrame = 4;
    private readonly byte[] _payload = new byte[isVideo ? 1000 : 80];
    private long _sent;

    /// <summary>Takes a packet to send: which publisher's, its numbers, its payload.</summary>
    public delegate void Sender(int publisher, ushort sequence, uint timestamp, ReadOnlySpan<byte> payload, bool marker);

    public static TestMedia Microphone(int publisher) => new("0", "audio", (uint)(1000 + (100 * publisher)));

    public static TestMedia Camera(int publisher) => new("0", "video", (uint)(1000 + (100 * publisher)));

    /// <summary>Packets handed out so far.</summary>
    public long Packets { get; private set; }

    /// <summary>Sends what is due <paramref name="elapsed"/> after the feed began.</summary>
    public void SendDue(TimeSpan elapsed, Sender send)
    {
        // Publishers take turns within one packet time, as they do where nothing synchronises them.
        var interval = TimeSpan.FromMilliseconds(isVideo ? 1000.0 / 30 : 20) / publishers;
        for (; _sent * interval <= elapsed; _sent++)
        {
            var (publisher, frame) = ((int)(_sent % publishers), _sent / publishers);
            if (isVideo)
            {
                SendFrame(publisher, frame, send);
            }
            else
            {
                Packets++;
                send(publisher, (ushort)frame, (uint)(960 * frame), _payload, false);
            }
        }
    }

    private void SendFrame(int publisher, long frame, Sender send)
    {
        for (var part = 0; part < PacketsPerFrame; part++)
        {
            // RFC 7741 section 4.2: extended, a 15 bit picture id, the start of the frame in its first packet; a key frame each second.
            _payload[0] = (byte)(part == 0 ? 0x90 : 0x80);
            _payload[1] = 0x80;
            _payload[2] = (byte)(0x80 | (frame >> 8));
            _payload[3] = (byte)frame;
            _payload[4] = (byte)(frame % 30 == 0 ? 0 : 1);
            Packets++;
            send(publisher, (ushort)((frame * PacketsPerFrame) + part), (uint)(3000 * frame), _payload, part == PacketsPerFrame - 1);
        }
    }
}
