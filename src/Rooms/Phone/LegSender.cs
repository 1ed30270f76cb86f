using System.Net;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rooms.Phone;

/// <summary>The RTP that a leg sends: one source, one sequence, timestamps that follow media time and not the packets.</summary>
internal sealed class LegSender(SocketId socket, DatagramOutbox outbox, Random random, RtpTimeline? timeline = null)
{
    /// <summary>Milliseconds of media time in a tick.</summary>
    public const int TickMilliseconds = 20;

    private readonly uint _timestampBase = timeline?.Origin ?? (uint)random.NextInt64(1L << 32);
    private ushort _sequence = (ushort)random.Next(1 << 15);
    private long _elapsed = ((long)(timeline?.Elapsed ?? TimeSpan.Zero).TotalMilliseconds / TickMilliseconds - 1) * TickMilliseconds;
    private uint _next;
    private bool _hasSent;

    /// <summary>Our source.</summary>
    public Ssrc Ssrc { get; } = Ssrc.NewRandom(random);

    /// <summary>Packets sent.</summary>
    public long Packets { get; private set; }

    /// <summary>Payload octets sent.</summary>
    public long Octets { get; private set; }

    /// <summary>RTP timestamp of the present tick's beginning.</summary>
    public uint Timestamp(int clockRate) => TimestampAt(_elapsed, clockRate);

    /// <summary>20 ms of media time pass.</summary>
    public void Tick() => _elapsed += TickMilliseconds;

    /// <summary>Sends sound that ends with the present tick.</summary>
    public void SendSound(IPEndPoint to, SrtpSession? protection, PayloadType type, ReadOnlySpan<byte> payload, in SoundTime time)
    {
        var timestamp = TimestampOf(time);
        Send(to, protection, new RtpHeader(type, _sequence, timestamp, Ssrc, Marker: !_hasSent || timestamp != _next), payload);
        _next = timestamp + time.Ticks;
        _hasSent = true;
    }

    /// <summary>A packet's time passes without one.</summary>
    public void SkipSound(in SoundTime time) => _next = TimestampOf(time) + time.Ticks;

    /// <summary>Sends a packet of its own timestamp.</summary>
    public void SendAt(IPEndPoint to, SrtpSession? protection, in RtpHeader header, ReadOnlySpan<byte> payload) =>
        Send(to, protection, header with { SequenceNumber = _sequence, Ssrc = Ssrc }, payload);

    private void Send(IPEndPoint to, SrtpSession? protection, in RtpHeader header, ReadOnlySpan<byte> payload)
    {
        var length = RtpPacket.FixedHeaderLength + payload.Length;
        var buffer = outbox.Begin(length + SrtpProfiles.MaxOverhead);
        payload.CopyTo(buffer[header.Write(buffer)..]);
        _sequence++;
        if (protection is not null && !protection.TryProtect(buffer, length, out length))
        {
            return;
        }

        outbox.Commit(socket, to, length);
        Packets++;
        Octets += payload.Length;
    }

    // Packets that are no whole number of ticks end somewhere within one; they follow the packet before if that was just now.
    private uint TimestampOf(in SoundTime time)
    {
        var usual = TimestampAt(_elapsed + TickMilliseconds - time.Milliseconds, time.ClockRate);
        var tolerance = time.Milliseconds % TickMilliseconds == 0 ? 0 : TickMilliseconds * time.ClockRate / 1000;
        return _hasSent && (uint)(_next - usual + tolerance) <= 2 * tolerance ? _next : usual;
    }

    private uint TimestampAt(long milliseconds, int clockRate) => _timestampBase + (uint)(milliseconds * clockRate / 1000);

    /// <summary>How much media time a packet covers.</summary>
    /// <param name="Milliseconds">10 to 60.</param>
    /// <param name="ClockRate">RTP ticks a second.</param>
    public readonly record struct SoundTime(int Milliseconds, int ClockRate)
    {
        /// <summary>The same in RTP ticks.</summary>
        public uint Ticks => (uint)(Milliseconds * ClockRate / 1000);
    }
}
