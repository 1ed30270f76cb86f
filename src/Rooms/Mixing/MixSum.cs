using System.Numerics;
using Switchroom.Media.Mixing;

namespace Switchroom.Rooms.Mixing;

/// <summary>The samples of one tick at the room's rate: each talker's, and their sum; sums of fewer talkers are made from it.</summary>
internal sealed class MixSum(int maxTalkers)
{
    private readonly short[]?[] _talkers = new short[]?[maxTalkers];
    private int[] _sum = [];
    private int[] _part = [];

    /// <summary>Rate of the sums, in Hz.</summary>
    public int SampleRate { get; private set; } = 8000;

    /// <summary>The talkers in the sum, one bit for each place.</summary>
    public ulong Talkers { get; private set; }

    /// <summary>Adds up the talkers of this tick.</summary>
    public void Build(ReadOnlySpan<MixedSource?> places, int sampleRate)
    {
        SampleRate = sampleRate;
        if (_sum.Length != sampleRate / 50)
        {
            _sum = new int[sampleRate / 50];
            _part = new int[sampleRate / 50];
        }

        Talkers = 0;
        Array.Clear(_sum);
        for (var place = 0; place < places.Length; place++)
        {
            if (places[place] is not { WasRead: true } source || source.Frame == SourceFrame.Silence)
            {
                continue;
            }

            var samples = TalkerBuffer(place);
            source.CopyTo(samples);
            MixArithmetic.Add(_sum, samples);
            Talkers |= 1UL << place;
        }
    }

    /// <summary>The sum of some of the talkers; valid until the next call.</summary>
    /// <param name="talkers">Bits of places, all of them in <see cref="Talkers"/>.</param>
    public ReadOnlySpan<int> Of(ulong talkers)
    {
        var missing = Talkers & ~talkers;
        if (missing == 0)
        {
            return _sum;
        }

        if (BitOperations.PopCount(missing) > BitOperations.PopCount(talkers))
        {
            Array.Clear(_part);
            for (; talkers != 0; talkers &= talkers - 1)
            {
                MixArithmetic.Add(_part, _talkers[BitOperations.TrailingZeroCount(talkers)]);
            }

            return _part;
        }

        MixArithmetic.Subtract(_sum, _talkers[BitOperations.TrailingZeroCount(missing)], _part);
        for (missing &= missing - 1; missing != 0; missing &= missing - 1)
        {
            MixArithmetic.Subtract(_part, _talkers[BitOperations.TrailingZeroCount(missing)], _part);
        }

        return _part;
    }

    private short[] TalkerBuffer(int place)
    {
        if (_talkers[place]?.Length != SampleRate / 50)
        {
            _talkers[place] = new short[SampleRate / 50];
        }

        return _talkers[place]!;
    }
}
