using System.Net;
using Switchroom.Rtp;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Benchmarks.Phones;

/// <summary>One phone of a swarm: packets prepared beforehand, sent over and over under fresh headers.</summary>
internal sealed class SwarmPhone(IPEndPoint target, PayloadType type, byte[][] payloads, int ticksPerPacket, SrtpSession? protection) : IDisposable
{
    private readonly Ssrc _ssrc = new((uint)target.Port);
    private ushort _sequence;

    /// <summary>Where it sends to.</summary>
    public IPEndPoint Target => target;

    /// <summary>Writes its next packet.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="packetTimes">Packet times that the swarm counts: clocks of phones go on while they send nothing, as real ones do.</param>
    public int Write(Span<byte> buffer, long packetTimes)
    {
        var payload = payloads[_sequence % payloads.Length];
        var length = new RtpHeader(type, _sequence++, (uint)(packetTimes * ticksPerPacket), _ssrc).Write(buffer) + payload.Length;
        payload.CopyTo(buffer[RtpPacket.FixedHeaderLength..]);
        return protection is null || protection.TryProtect(buffer, length, out length) ? length : 0;
    }

    public void Dispose() => protection?.Dispose();
}
