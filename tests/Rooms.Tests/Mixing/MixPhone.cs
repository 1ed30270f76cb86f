using Switchroom.Media.Codecs;
using Switchroom.Rooms.Mixing;

namespace Switchroom.Rooms.Tests.Mixing;

/// <summary>A phone without a network: speaks a tone of its own, decodes what it is sent, and keeps it.</summary>
internal sealed class MixPhone : IMixSource, IMixListener
{
    private readonly AudioDecoder _decoder;
    private readonly short[] _decoded;
    private double _phase;

    public MixPhone(MixFormat format, double frequency)
    {
        (Wants, Frequency) = (format, frequency);
        Codec = AudioCodec.All.First(c => c.EncodingName.Equals(format.Encoding, StringComparison.OrdinalIgnoreCase));
        _decoder = Codec.CreateDecoder(format.SampleRate);
        _decoded = new short[_decoder.MaxSamples];
    }

    public AudioCodec Codec { get; }

    public MixFormat? Wants { get; set; }

    public double Frequency { get; }

    /// <summary>0 is on hook: nothing arrives.</summary>
    public double Amplitude { get; set; } = 8000;

    public byte? Hint { get; set; }

    public int Reads { get; private set; }

    public int Skips { get; private set; }

    public int Packets { get; private set; }

    public int SilentPackets { get; private set; }

    /// <summary>Throws whenever it speaks.</summary>
    public bool FailsToSpeak { get; set; }

    /// <summary>Throws whenever it hears.</summary>
    public bool FailsToHear { get; set; }

    /// <summary>When false, nothing of what arrives is kept.</summary>
    public bool Records { get; set; } = true;

    public List<short> Heard { get; } = [];

    public List<byte[]> Payloads { get; } = [];

    public MixFormat? Format => Wants;

    public byte? LevelHint => Hint;

    public int ExpectedLoss { get; set; }

    public int SampleRateFor(int roomRate) => Codec.SampleRateFor(roomRate);

    public SourceFrame Read(Span<short> samples, int sampleRate, TimeSpan now)
    {
        Reads++;
        if (FailsToSpeak)
        {
            throw new InvalidOperationException("a defect");
        }

        if (Amplitude == 0)
        {
            samples.Clear();
            return SourceFrame.Silence;
        }

        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(Amplitude * Math.Sin(_phase));
            _phase += 2 * Math.PI * Frequency / sampleRate;
        }

        return SourceFrame.Audio;
    }

    public void Skip(TimeSpan now) => Skips++;

    public void Write(ReadOnlySpan<byte> payload, TimeSpan now)
    {
        Packets++;
        if (FailsToHear)
        {
            throw new InvalidOperationException("a defect");
        }

        if (Records)
        {
            Payloads.Add(payload.ToArray());
            Heard.AddRange(_decoded.AsSpan(0, _decoder.Decode(payload, _decoded)));
        }
    }

    public void Silence(TimeSpan now)
    {
        SilentPackets++;
        if (Records)
        {
            var format = Wants!.Value;
            Heard.AddRange(new short[format.SampleRate / 1000 * format.PacketMilliseconds]);
        }
    }

    /// <summary>Amplitude of a frequency in the last <paramref name="milliseconds"/> heard.</summary>
    public double AmplitudeOf(double frequency, int milliseconds = 500)
    {
        var rate = Wants!.Value.SampleRate;
        return ToneMeter.AmplitudeAt(Last(milliseconds), rate, frequency);
    }

    /// <summary>The last <paramref name="milliseconds"/> heard.</summary>
    public ReadOnlySpan<short> Last(int milliseconds) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Heard)[^(Wants!.Value.SampleRate / 1000 * milliseconds)..];
}
