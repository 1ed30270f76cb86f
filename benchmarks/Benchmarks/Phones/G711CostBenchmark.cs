using Switchroom.Rooms.Mixing;
using Switchroom.Rtp.Negotiation;

namespace Switchroom.Benchmarks.Phones;

/// <summary>Phones that talk G.711 in the clear.</summary>
public sealed class G711CostBenchmark : PhoneCostBenchmark
{
    /// <inheritdoc/>
    public override string Name => "phone-cost-g711";

    private protected override IEnumerable<PhoneLoad> Loads =>
        Shapes.Select(shape => new PhoneLoad($"pcmu-{shape.Name}", shape.Rooms, shape.Legs, shape.Talkers)
        {
            Encoding = AudioEncoding.Pcmu,
            Format = new MixFormat("PCMU", 8000, 20),
        });
}
