using Switchroom.Media.Codecs;
using Switchroom.Media.Codecs.Opus;

namespace Switchroom.Rooms.Mixing;

/// <summary>A phone on its way to the browsers: encoded to Opus once, at the rate the phone speaks, whoever many are subscribed.</summary>
internal sealed class PublishedSource(IPublishedAudio target) : IDisposable
{
    private OpusEncoder? _encoder;
    private int _tail;

    public bool IsWanted => target.IsWanted;

    /// <summary>Sends this tick's frame; silence is encoded for a while, so that far decoders settle, and then left out.</summary>
    /// <returns>True when a frame was encoded.</returns>
    public bool Send(MixedSource source, int tailTicks, TimeSpan now)
    {
        if (!IsWanted)
        {
            return false;
        }

        _tail = source.WasRead && source.GateIsOpen ? tailTicks : Math.Max(0, _tail - 1);
        if (_tail == 0 || !source.WasRead)
        {
            target.Silence(now);
            return false;
        }

        Span<byte> payload = stackalloc byte[AudioEncoder.MaxPayloadBytes];
        var length = EncoderFor(source.Samples.Length * 50).Encode(source.Samples, payload);
        target.Write(payload[..length], source.Level, now);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _encoder?.Dispose();

    private OpusEncoder EncoderFor(int sampleRate)
    {
        if (_encoder?.SampleRate != sampleRate)
        {
            _encoder?.Dispose();

            // Silence is left out by the gate. The codec's own judgement would leave out steady tones and music on hold, too.
            _encoder = new OpusEncoder(sampleRate, new OpusEncoderSettings { Dtx = false });
        }

        return _encoder;
    }
}
