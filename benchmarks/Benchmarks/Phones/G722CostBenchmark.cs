using Switchroom.Rooms.Mixing;
using Switchroom.Rtp.Negotiation;

namespace Switchroom.Benchmarks.Phones;

/// <summary>Phones that talk G.722.</summary>
public sealed class G722CostBenchmark : PhoneCostBenchmark
{
    /// <inheritdoc/>
    public override string Name => "phone-cost-g722";

    private protected override IEnumerable<PhoneLoad> Loads =>
        Shapes.Select(shape => new PhoneLoad($"g722-{shape.Name}", shape.Rooms, shape.Legs, shape.Talkers)
        {
            Encoding = AudioEncoding.G722,
            Format = new MixFormat("G722", 16_000, 20),
        });
}
