using Switchroom.Media.Tones;
using Switchroom.Rtp.Dtmf;
using Switchroom.Rtp.Negotiation;

namespace Switchroom.Rooms.Phone;

/// <summary>Keys in the sound of a far end that sends no telephone events.</summary>
internal sealed class LegEars
{
    private DtmfDetector? _detector;
    private int _sampleRate;
    private short[] _scratch = [];
    private char? _down;
    private int _frames;

    /// <summary>Whether keys can only come in the sound.</summary>
    public bool IsListening { get; private set; }

    public void Use(AudioAgreement agreement) => IsListening = agreement.SendEvents is null;

    /// <summary>Room for 20 ms.</summary>
    public Span<short> Scratch(int sampleRate)
    {
        if (_scratch.Length != sampleRate / 50)
        {
            _scratch = new short[sampleRate / 50];
        }

        return _scratch;
    }

    /// <summary>Hears 20 ms; the key that was let go, if one was.</summary>
    public ReceivedKey? Listen(ReadOnlySpan<short> samples, int sampleRate)
    {
        if (!IsListening)
        {
            return null;
        }

        if (_detector is null || _sampleRate != sampleRate)
        {
            (_detector, _sampleRate) = (new DtmfDetector(sampleRate), sampleRate);
        }

        _detector.Listen(samples);
        _frames++;
        if (_detector.Current == _down)
        {
            return null;
        }

        ReceivedKey? ended = _down is { } key ? new(key, TimeSpan.FromMilliseconds(20 * _frames)) : null;
        (_down, _frames) = (_detector.Current, 0);
        return ended;
    }
}
