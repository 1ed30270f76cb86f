using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Switchroom.Media.Resampling;

/// <summary>The weights of one ratio, shared by all streams: a sinc under a Kaiser window, cut into one row for each phase, times laid backwards.</summary>
internal sealed class ResamplingFilter
{
    /// <summary>Length of the filter in samples of the lower rate.</summary>
    public const int Taps = 32;

    private const int FractionBits = 14;
    private const double KaiserShape = 6.2;

    private static readonly Dictionary<(int Up, int Down), ResamplingFilter> Filters =
        new[] { (1, 1), (2, 1), (3, 1), (6, 1), (1, 2), (1, 3), (1, 6) }.ToDictionary(ratio => ratio, ratio => new ResamplingFilter(ratio.Item1, ratio.Item2));

    private readonly int _up;
    private readonly int _down;
    private readonly short[] _weights;

    private ResamplingFilter(int up, int down)
    {
        (_up, _down) = (up, down);
        WindowLength = Taps * down;
        _weights = Design();
    }

    /// <summary>Input samples that one output sample sees; a multiple of 32.</summary>
    public int WindowLength { get; }

    public static ResamplingFilter For(int up, int down) => Filters[(up, down)];

    /// <summary>Runs over <paramref name="window"/>: the samples of the past, then the new ones; fills <paramref name="output"/>.</summary>
    public void Run(ReadOnlySpan<short> window, Span<short> output)
    {
        for (int i = 0, start = 0; i < output.Length; start += _down)
        {
            var samples = window.Slice(start, WindowLength);
            for (var phase = 0; phase < _up; phase++)
            {
                var sum = Sum(samples, _weights.AsSpan(phase * WindowLength, WindowLength));
                output[i++] = (short)Math.Clamp((sum + (1 << (FractionBits - 1))) >> FractionBits, short.MinValue, short.MaxValue);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Sum(ReadOnlySpan<short> samples, ReadOnlySpan<short> weights)
    {
        if (!Avx2.IsSupported)
        {
            var sum = 0;
            for (var i = 0; i < samples.Length; i++)
            {
                sum += samples[i] * weights[i];
            }

            return sum;
        }

        ref var s = ref MemoryMarshal.GetReference(samples);
        ref var w = ref MemoryMarshal.GetReference(weights);
        var (first, second) = (Vector256<int>.Zero, Vector256<int>.Zero);
        for (nuint i = 0; i < (nuint)samples.Length; i += 32)
        {
            first += Avx2.MultiplyAddAdjacent(Vector256.LoadUnsafe(ref s, i), Vector256.LoadUnsafe(ref w, i));
            second += Avx2.MultiplyAddAdjacent(Vector256.LoadUnsafe(ref s, i + 16), Vector256.LoadUnsafe(ref w, i + 16));
        }

        return Vector256.Sum(first + second);
    }

    private short[] Design()
    {
        var weights = new short[_up * WindowLength];
        var length = Taps * Math.Max(_up, _down);
        var middle = length / 2.0;
        for (var phase = 0; phase < _up; phase++)
        {
            var row = new double[WindowLength];
            for (var i = 0; i < WindowLength; i++)
            {
                // Place of this weight on the axis of the higher rate; the newest input sample comes last in the window.
                var place = (_up > 1 ? ((WindowLength - 1 - i) * _up) + phase : length - 1 - i) - middle;
                row[i] = Sinc(place / Math.Max(_up, _down)) * Kaiser(place / middle);
            }

            // Every phase passes a constant unchanged: unequal gains would be heard as tones at multiples of the lower rate.
            var gain = row.Sum();
            for (var i = 0; i < WindowLength; i++)
            {
                weights[(phase * WindowLength) + i] = (short)Math.Round(row[i] / gain * (1 << FractionBits));
            }
        }

        return weights;
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    private static double Kaiser(double x) => BesselI0(KaiserShape * Math.Sqrt(Math.Max(0, 1 - (x * x)))) / BesselI0(KaiserShape);

    private static double BesselI0(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; k < 40; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }

        return sum;
    }
}
