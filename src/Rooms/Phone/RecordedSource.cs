using Switchroom.Rooms.Mixing;

namespace Switchroom.Rooms.Phone;

/// <summary>Recorded sound as a source of a mix, over and over.</summary>
internal sealed class RecordedSource(int sampleRate, ReadOnlyMemory<short> recording) : IMixSource
{
    private int _position;

    public byte? LevelHint => null;

    /// <summary>One second of a tone: whole periods of any whole frequency, so that it has no seam.</summary>
    public static RecordedSource OfTone(double hertz)
    {
        const int Rate = 8000;
        const int Amplitude = 8192;
        var samples = new short[Rate];
        for (var n = 0; n < samples.Length; n++)
        {
            samples[n] = (short)(Amplitude * Math.Sin(2 * Math.PI * Math.Round(hertz) * n / Rate));
        }

        return new RecordedSource(Rate, samples);
    }

    public int SampleRateFor(int roomRate) => sampleRate;

    public SourceFrame Read(Span<short> samples, int rate, TimeSpan now)
    {
        for (var n = 0; n < samples.Length; n++)
        {
            samples[n] = recording.Span[_position];
            _position = (_position + 1) % recording.Length;
        }

        return SourceFrame.Audio;
    }

    public void Skip(TimeSpan now) => _position = (_position + sampleRate / 50) % recording.Length;
}
