using Switchroom.Rooms.Mixing;
using Switchroom.Rtp.Negotiation;

namespace Switchroom.Benchmarks.Phones;

/// <summary>Phones that talk Opus at 48 kHz: a tenth of the small rooms and a third of the large, as one core could not decode 300 and keep time.</summary>
public sealed class OpusCostBenchmark : PhoneCostBenchmark
{
    /// <inheritdoc/>
    public override string Name => "phone-cost-opus";

    private protected override IEnumerable<PhoneLoad> Loads =>
        Shapes.Select(shape => new PhoneLoad($"opus-{shape.Name.Replace("300", "100", StringComparison.Ordinal)}", Math.Max(1, shape.Rooms / 10), Math.Min(100, shape.Legs), Math.Min(100, shape.Talkers))
        {
            Encoding = AudioEncoding.Opus,
            Format = new MixFormat("OPUS", 48_000, 20, 32_000, new OpusWishes { Fec = true }),
        });
}
