using System.Buffers.Binary;
using Switchroom.Rtp;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Benchmarks.Rtp;

/// <summary>SRTP of a 160-octet payload, each way, by profile.</summary>
internal sealed class SrtpBenchmark : Benchmark
{
    public override string Name => "srtp";

    public override void Run(Report report)
    {
        foreach (var profile in Enum.GetValues<SrtpProfile>())
        {
            var key = SrtpMasterKey.NewRandom(profile, new Random(1));
            using var sender = new SrtpSession(key);
            using var pairedSender = new SrtpSession(key);
            using var receiver = new SrtpSession(key);
            var buffer = new byte[12 + 160 + SrtpProfiles.MaxOverhead];
            new RtpHeader(PayloadType.Pcmu, 0, 0, new Ssrc(1)).Write(buffer);
            var (sequence, pairedSequence) = ((ushort)0, (ushort)0);
            var length = 0;
            var protect = Measure.PerOperation(() =>
            {
                BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(2), sequence++);
                sender.TryProtect(buffer, 172, out length);
            });
            var both = Measure.PerOperation(() =>
            {
                BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(2), pairedSequence++);
                pairedSender.TryProtect(buffer, 172, out length);
                if (!receiver.TryUnprotect(buffer, length, out _))
                {
                    throw new InvalidOperationException($"refused: {receiver.LastRefusal}");
                }
            });
            var name = profile.SdpName().ToLowerInvariant().Replace('_', '-');
            report.Add($"srtp-protect-{name}", protect.Nanoseconds, "ns");
            report.Add($"srtp-protect-and-unprotect-{name}", both.Nanoseconds, "ns");
            report.Add($"srtp-allocated-{name}", both.AllocatedBytes, "B/packet");
        }
    }
}
