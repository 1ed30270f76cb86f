namespace Switchroom.Rooms.Phone;

/// <summary>What a <see cref="SoftPhone"/> says.</summary>
public abstract record SoftPhoneSound
{
    private SoftPhoneSound()
    {
    }

    /// <summary>What it hears, back again.</summary>
    public sealed record Echo : SoftPhoneSound;

    /// <summary>A steady tone at a quarter of full scale.</summary>
    /// <param name="Hertz">Frequency, 50 to 3,400 Hz.</param>
    public sealed record Tone(double Hertz) : SoftPhoneSound;

    /// <summary>Recorded sound, over and over.</summary>
    /// <param name="SampleRate">8,000, 16,000 or 48,000 Hz.</param>
    /// <param name="Samples">Mono, at least 20 ms.</param>
    public sealed record Recording(int SampleRate, ReadOnlyMemory<short> Samples) : SoftPhoneSound;

    /// <summary>Nothing.</summary>
    public sealed record Quiet : SoftPhoneSound;
}
