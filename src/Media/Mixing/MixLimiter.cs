namespace Switchroom.Media.Mixing;

/// <summary>
/// Brings one listener's sum back to 16 bits without clipping: where it would pass the ceiling, the level is turned down ahead of the peak within the
/// frame and turned up again slowly. One per output stream, since the gain carries over from frame to frame.
/// </summary>
public sealed class MixLimiter
{
    /// <summary>Blocks a frame is looked at in; the gain moves in straight lines between their borders.</summary>
    private const int Blocks = 8;

    /// <summary>1 dB below full scale: what is left for the codec's own overshoot.</summary>
    private const float Ceiling = 29200;

    /// <summary>How much the gain rises in a frame: 8 dB a second with frames of 20 ms, slow enough not to be heard as pumping.</summary>
    private const float Recovery = 1.02f;

    private float _gain = 1;

    /// <summary>Whether the level is turned down at the moment.</summary>
    public bool IsActive => _gain < 1;

    /// <summary>Takes over another's gain, when one stream becomes two.</summary>
    public void CopyStateFrom(MixLimiter other) => _gain = other._gain;

    /// <summary>Turns the level fully up again.</summary>
    public void Reset() => _gain = 1;

    /// <summary>Narrows a frame of a sum to samples.</summary>
    /// <param name="sum">The frame, 10 to 60 ms.</param>
    /// <param name="samples">Room for as many samples.</param>
    public void Limit(ReadOnlySpan<int> sum, Span<short> samples)
    {
        if (_gain >= 1 && MixArithmetic.Peak(sum) <= Ceiling)
        {
            MixArithmetic.Narrow(sum, samples);
            return;
        }

        var block = (sum.Length + Blocks - 1) / Blocks;
        Span<float> allowed = stackalloc float[Blocks + 1];
        for (var i = 0; i < Blocks; i++)
        {
            var part = sum[Math.Min(i * block, sum.Length)..Math.Min((i + 1) * block, sum.Length)];
            allowed[i] = Math.Min(1, Ceiling / Math.Max(1, MixArithmetic.Peak(part)));
        }

        var target = Math.Min(1, _gain * Recovery);
        allowed[Blocks] = target;
        for (var i = 0; i < Blocks; i++)
        {
            // A line between two borders stays below what the block between them allows when both its ends do.
            var end = Math.Min(target, Math.Min(allowed[i], allowed[i + 1]));
            var start = Math.Min(i * block, sum.Length);
            var length = Math.Min(block, sum.Length - start);
            Ramp(sum.Slice(start, length), samples.Slice(start, length), end, i == 0 && _gain > allowed[0]);
            _gain = end;
        }
    }

    private void Ramp(ReadOnlySpan<int> sum, Span<short> samples, float end, bool surprised)
    {
        // A peak in the very first block could not be seen in the frame before: the gain then falls within an eighth of the block.
        var steps = surprised ? Math.Max(1, sum.Length / 8) : sum.Length;
        var slope = (end - _gain) / steps;
        for (var i = 0; i < sum.Length; i++)
        {
            var gain = i < steps ? _gain + (slope * (i + 1)) : end;
            samples[i] = (short)Math.Clamp(sum[i] * gain, short.MinValue, short.MaxValue);
        }
    }
}
