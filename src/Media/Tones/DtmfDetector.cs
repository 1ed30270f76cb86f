using System.Runtime.Intrinsics;

namespace Switchroom.Media.Tones;

/// <summary>
/// Finds keys in sound with eight Goertzel filters over blocks of 12.75 ms. Meets the timing of ITU-T Q.24: 40 ms of a key are found, 20 ms are not, a gap of
/// 40 ms parts two equal keys. Speech is told from keys by how little energy is left beside the two tones.
/// </summary>
public sealed class DtmfDetector
{
    /// <summary>Mean square of the quietest key: both tones together at about -38 dBov.</summary>
    private const float QuietestMeanSquare = 170_000;

    /// <summary>The pair holds at least this share of the block's energy; speech spreads wider.</summary>
    private const float PairShare = 0.72f;

    /// <summary>The pair of a key that sounds already holds at least this share: a voice beside it must not make two keys of it.</summary>
    private const float HeldShare = 0.4f;

    /// <summary>What the shares of the two blocks that begin a key add up to at least: 20 ms of a key cannot fill both so far.</summary>
    private const float TwoBlockShare = 1.65f;

    /// <summary>How much stronger the column may be than the row: 4 dB and a margin (Q.24 calls it normal twist when the high tone is the stronger).</summary>
    private const float MaxColumnOverRow = 6.3f;

    /// <summary>How much stronger the row may be than the column: 8 dB and a margin.</summary>
    private const float MaxRowOverColumn = 8f;

    /// <summary>A tone beats the others of its group by this much.</summary>
    private const float GroupLead = 6.3f;

    private readonly int _blockLength;
    private readonly Vector256<float> _coefficients;
    private Vector256<float> _state1;
    private Vector256<float> _state2;
    private float _energy;
    private int _filled;
    private char _previousBlock;
    private float _previousShare;
    private char _current;

    /// <summary>Makes a detector for one stream.</summary>
    /// <param name="sampleRate">In Hz, 8000 or more.</param>
    public DtmfDetector(int sampleRate)
    {
        _blockLength = sampleRate * 51 / 4000;
        Span<float> coefficients = stackalloc float[8];
        for (var i = 0; i < 4; i++)
        {
            coefficients[i] = (float)(2 * Math.Cos(2 * Math.PI * DtmfKeys.Rows[i] / sampleRate));
            coefficients[i + 4] = (float)(2 * Math.Cos(2 * Math.PI * DtmfKeys.Columns[i] / sampleRate));
        }

        _coefficients = Vector256.Create<float>(coefficients);
    }

    /// <summary>The key that sounds now; null when none does.</summary>
    public char? Current => _current == 0 ? null : _current;

    /// <summary>Listens to the next samples.</summary>
    /// <param name="samples">Any number of them, up to 100 ms.</param>
    /// <returns>A key whose beginning was recognised in them; null when none was.</returns>
    public char? Listen(ReadOnlySpan<short> samples)
    {
        char? pressed = null;
        while (!samples.IsEmpty)
        {
            var part = samples[..Math.Min(samples.Length, _blockLength - _filled)];
            Filter(part);
            _filled += part.Length;
            samples = samples[part.Length..];
            if (_filled == _blockLength)
            {
                pressed = EndBlock() ?? pressed;
            }
        }

        return pressed;
    }

    /// <summary>Forgets the past, as for a new stream.</summary>
    public void Reset()
    {
        (_state1, _state2, _energy, _filled) = (default, default, 0, 0);
        (_previousBlock, _previousShare, _current) = ('\0', 0, '\0');
    }

    private void Filter(ReadOnlySpan<short> samples)
    {
        var (state1, state2, energy) = (_state1, _state2, _energy);
        foreach (var sample in samples)
        {
            float value = sample;
            energy += value * value;
            (state1, state2) = (Vector256.Create(value) + (_coefficients * state1) - state2, state1);
        }

        (_state1, _state2, _energy) = (state1, state2, energy);
    }

    /// <summary>Two equal blocks in a row begin a key; two blocks without it end it (one may be a gap in a poor line).</summary>
    private char? EndBlock()
    {
        var key = KeyInBlock(out var share);
        (_state1, _state2, _energy, _filled) = (default, default, 0, 0);
        char? pressed = null;
        if (key == _previousBlock && key != _current && (key == 0 || share + _previousShare >= TwoBlockShare))
        {
            _current = key;
            pressed = key == 0 ? null : key;
        }

        (_previousBlock, _previousShare) = (key, share);
        return pressed;
    }

    private char KeyInBlock(out float share)
    {
        share = 0;
        if (_energy < QuietestMeanSquare * _blockLength)
        {
            return '\0';
        }

        var powers = (_state1 * _state1) + (_state2 * _state2) - (_coefficients * _state1 * _state2);
        var row = StrongestOf(powers, 0);
        var column = StrongestOf(powers, 4);
        if (row < 0 || column < 0)
        {
            return '\0';
        }

        var (rowPower, columnPower) = (powers[row], powers[4 + column]);
        var twisted = columnPower > rowPower * MaxColumnOverRow || rowPower > columnPower * MaxRowOverColumn;

        // A sine that fills the block has a power of length / 2 times its energy there.
        share = (rowPower + columnPower) * 2 / _blockLength / _energy;
        var key = DtmfKeys.At(row, column);
        return twisted || share < (key == _current ? HeldShare : PairShare) ? '\0' : key;
    }

    /// <summary>The strongest of four filters, 0 to 3; -1 when it does not lead clearly.</summary>
    private static int StrongestOf(Vector256<float> powers, int first)
    {
        var best = 0;
        for (var i = 1; i < 4; i++)
        {
            best = powers[first + i] > powers[first + best] ? i : best;
        }

        for (var i = 0; i < 4; i++)
        {
            if (i != best && powers[first + i] * GroupLead > powers[first + best])
            {
                return -1;
            }
        }

        return best;
    }
}
