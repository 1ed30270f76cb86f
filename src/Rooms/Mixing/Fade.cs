namespace Switchroom.Rooms.Mixing;

/// <summary>Straight fades over a whole span, so that sound neither begins nor ends with a step.</summary>
internal static class Fade
{
    /// <summary>From silence to full level.</summary>
    public static void In(Span<short> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(samples[i] * (i + 1) / (samples.Length + 1));
        }
    }

    /// <summary>Joins sound to a sample before it: the step between them is taken back little by little.</summary>
    public static void Join(short before, Span<short> samples)
    {
        var step = samples[0] - before;
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Math.Clamp(samples[i] - (step * (samples.Length - i) / samples.Length), short.MinValue, short.MaxValue);
        }
    }

    /// <summary>From full level to silence.</summary>
    public static void Out(Span<short> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(samples[i] * (samples.Length - i) / (samples.Length + 1));
        }
    }
}
