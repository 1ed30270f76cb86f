using System.Numerics;
using Switchroom.Media.Mixing;

namespace Switchroom.Rooms.Mixing;

/// <summary>The samples of one tick at the room's rate: each talker's, and their sum; sums of fewer talkers are made from it.</summary>
internal sealed class MixSum(int maxTalkers, MixScratch scratch)
{
    private readonly MixedSource?[] _talkers = new MixedSource?[maxTalkers];

    /// <summary>Rate of the sums, in Hz.</summary>
    public int SampleRate { get; private set; } = 8000;

    /// <summary>The talkers in the sum, one bit for each place.</summary>
    public ulong Talkers { get; private set; }

    private int Count => SampleRate / 50;

    /// <summary>Adds up the talkers of this tick.</summary>
    public void Build(ReadOnlySpan<MixedSource?> places, int sampleRate)
    {
        SampleRate = sampleRate;
        var sum = scratch.Sum(Count);
        sum.Clear();
        Talkers = 0;
        for (var place = 0; place < places.Length; place++)
        {
            _talkers[place] = null;
            if (places[place] is { WasRead: true } source && source.Frame != SourceFrame.Silence)
            {
                MixArithmetic.Add(sum, source.SamplesForMix(Count));
                _talkers[place] = source;
                Talkers |= 1UL << place;
            }
        }
    }

    /// <summary>The sum of some of the talkers; valid until the next call, within the tick.</summary>
    /// <param name="talkers">Bits of places, all of them in <see cref="Talkers"/>.</param>
    public ReadOnlySpan<int> Of(ulong talkers)
    {
        var sum = scratch.Sum(Count);
        var part = scratch.Part(Count);
        var missing = Talkers & ~talkers;
        if (missing == 0)
        {
            return sum;
        }

        if (BitOperations.PopCount(missing) > BitOperations.PopCount(talkers))
        {
            part.Clear();
            for (; talkers != 0; talkers &= talkers - 1)
            {
                MixArithmetic.Add(part, SamplesAt(BitOperations.TrailingZeroCount(talkers)));
            }

            return part;
        }

        MixArithmetic.Subtract(sum, SamplesAt(BitOperations.TrailingZeroCount(missing)), part);
        for (missing &= missing - 1; missing != 0; missing &= missing - 1)
        {
            MixArithmetic.Subtract(part, SamplesAt(BitOperations.TrailingZeroCount(missing)), part);
        }

        return part;
    }

    private ReadOnlySpan<short> SamplesAt(int place) => _talkers[place]!.SamplesAgain(Count);
}
