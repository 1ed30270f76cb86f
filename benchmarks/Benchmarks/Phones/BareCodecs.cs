using Switchroom.Benchmarks.Media;
using Switchroom.Media.Codecs;
using Switchroom.Rooms.Mixing;

namespace Switchroom.Benchmarks.Phones;

/// <summary>
/// The codecs' share of a load's cost: each leg's decoder and the encoders that mixing once needs, called one after the other as often as the packets come,
/// and nothing else. Each has a state of its own, as in the rooms: that hundreds do not fit the processor's nearest cache is part of what they cost.
/// </summary>
internal sealed class BareCodecs : IDisposable
{
    private const int Frames = 50;
    private const int Voices = 15;

    private readonly AudioDecoder[] _decoders;
    private readonly byte[][][] _payloads;
    private readonly AudioEncoder[] _encoders;
    private readonly short[] _voice;
    private readonly short[] _samples;
    private readonly byte[] _payload = new byte[AudioEncoder.MaxPayloadBytes];

    public BareCodecs(PhoneLoad load)
    {
        var rate = load.Format.SampleRate;
        _encoders = [.. Enumerable.Range(0, load.Encodes).Select(_ => MixStream.CreateEncoder(load.Format))];
        using var any = MixStream.CreateEncoder(load.Format);
        _decoders = [.. Enumerable.Range(0, load.Phones).Select(_ => any.Codec.CreateDecoder(rate))];
        var (voices, silence) = (Enumerable.Range(0, Voices).Select(seed => load.PayloadsOf(talks: true, seed)).ToArray(), load.PayloadsOf(talks: false, 0));
        _payloads = [.. Enumerable.Range(0, load.Phones).Select(number => number % load.Legs < load.Talkers ? voices[number % Voices] : silence)];
        (_voice, _samples) = (Voice.Make(rate, 20 * Frames), new short[rate / 50]);
    }

    /// <summary>CPU time of the calls for a second of sound.</summary>
    public TimeSpan Second()
    {
        var start = ThreadClock.Now;
        for (var frame = 0; frame < Frames; frame++)
        {
            for (var i = 0; i < _decoders.Length; i++)
            {
                _decoders[i].Decode(_payloads[i][frame], _samples);
            }

            foreach (var encoder in _encoders)
            {
                encoder.Encode(_voice.AsSpan(frame * _samples.Length, _samples.Length), _payload);
            }
        }

        return ThreadClock.Now - start;
    }

    public void Dispose()
    {
        Array.ForEach(_decoders, decoder => decoder.Dispose());
        Array.ForEach(_encoders, encoder => encoder.Dispose());
    }
}
