using Switchroom.Media.Levels;

namespace Switchroom.Media.Codecs.ComfortNoise;

/// <summary>Describes background noise in a few octets (RFC 3389): its level and, by linear prediction, its colour. Smooths both over frames.</summary>
public sealed class ComfortNoiseEncoder
{
    private const int Order = ComfortNoisePayload.MaxOrder;

    /// <summary>How much of a frame's statistics enters the average.</summary>
    private const double Weight = 0.25;

    private readonly double[] _correlation = new double[Order + 1];
    private double _meanSquare;
    private bool _started;

    /// <summary>Takes a frame without speech into the average.</summary>
    public void Listen(ReadOnlySpan<short> samples)
    {
        if (samples.Length <= Order)
        {
            return;
        }

        var weight = _started ? Weight : 1;
        _started = true;
        _meanSquare += weight * (AudioLevel.MeanSquare(samples) - _meanSquare);
        for (var lag = 0; lag <= Order; lag++)
        {
            var sum = 0.0;
            for (var i = lag; i < samples.Length; i++)
            {
                sum += samples[i] * samples[i - lag];
            }

            _correlation[lag] += weight * ((sum / samples.Length) - _correlation[lag]);
        }
    }

    /// <summary>Writes the payload for what was heard.</summary>
    /// <param name="payload">Room for <see cref="ComfortNoisePayload.MaxLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int Encode(Span<byte> payload)
    {
        payload[0] = AudioLevel.FromMeanSquare(_meanSquare);
        Span<double> reflection = stackalloc double[Order];
        Reflect(reflection);
        for (var i = 0; i < Order; i++)
        {
            payload[1 + i] = ComfortNoisePayload.Quantise((float)reflection[i]);
        }

        return ComfortNoisePayload.MaxLength;
    }

    /// <summary>Levinson's recursion, kept for its reflection coefficients.</summary>
    private void Reflect(Span<double> reflection)
    {
        Span<double> predictor = stackalloc double[Order + 1];
        Span<double> next = stackalloc double[Order + 1];

        // A little white noise keeps the recursion sound when the frame was silent or one pure tone.
        var error = (_correlation[0] * 1.0001) + 1;
        for (var i = 1; i <= Order; i++)
        {
            var sum = _correlation[i];
            for (var j = 1; j < i; j++)
            {
                sum += predictor[j] * _correlation[i - j];
            }

            var k = Math.Clamp(-sum / error, -0.98, 0.98);
            for (var j = 1; j < i; j++)
            {
                next[j] = predictor[j] + (k * predictor[i - j]);
            }

            next[i] = k;
            next[1..(i + 1)].CopyTo(predictor[1..]);
            error *= 1 - (k * k);
            reflection[i - 1] = k;
        }
    }
}
