using Switchroom.Media.Levels;

namespace Switchroom.Media.Codecs.ComfortNoise;

/// <summary>Makes the noise that an RFC 3389 payload describes: white noise through an all-pole lattice.</summary>
public sealed class ComfortNoiseDecoder
{
    private const int Order = ComfortNoisePayload.MaxOrder;

    private readonly float[] _reflection = new float[Order];
    private readonly float[] _lattice = new float[Order + 1];
    private uint _noise = 22222;
    private float _gain;

    /// <summary>Takes a payload from the network; an empty one is refused, coefficients beyond <see cref="ComfortNoisePayload.MaxOrder"/> are ignored.</summary>
    public bool TryUpdate(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return false;
        }

        var predictionGain = 1.0;
        for (var i = 0; i < Order; i++)
        {
            _reflection[i] = i + 1 < payload.Length ? ComfortNoisePayload.Dequantise(payload[i + 1]) : 0;
            predictionGain *= 1 - (_reflection[i] * _reflection[i]);
        }

        // The first bit is reserved (section 3.1). Evenly spread noise of amplitude 1 has a mean square of a third.
        _gain = (float)Math.Sqrt(3 * AudioLevel.ToMeanSquare(payload[0] & 127) * predictionGain);
        return true;
    }

    /// <summary>Writes the next samples of noise.</summary>
    public void Fill(Span<short> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            _noise = (_noise * 1664525) + 1013904223;
            var value = _gain * ((int)_noise / 2147483648f);
            for (var stage = Order - 1; stage >= 0; stage--)
            {
                value -= _reflection[stage] * _lattice[stage];
                _lattice[stage + 1] = _lattice[stage] + (_reflection[stage] * value);
            }

            _lattice[0] = value;
            samples[i] = (short)Math.Clamp(value, short.MinValue, short.MaxValue);
        }
    }
}
