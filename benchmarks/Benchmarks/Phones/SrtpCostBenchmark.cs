using Switchroom.Rooms.Mixing;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Benchmarks.Phones;

/// <summary>Phones that talk G.711 over SRTP, with the cipher most phones have and with the one we prefer.</summary>
public sealed class SrtpCostBenchmark : PhoneCostBenchmark
{
    /// <inheritdoc/>
    public override string Name => "phone-cost-srtp";

    private protected override IEnumerable<PhoneLoad> Loads =>
        from profile in (SrtpProfile[])[SrtpProfile.AesCm128HmacSha1_80, SrtpProfile.AeadAes256Gcm]
        from shape in Shapes
        select new PhoneLoad($"{profile.SdpName().ToLowerInvariant()}-{shape.Name}", shape.Rooms, shape.Legs, shape.Talkers)
        {
            Encoding = AudioEncoding.Pcmu,
            Format = new MixFormat("PCMU", 8000, 20),
            Protection = profile,
        };
}
