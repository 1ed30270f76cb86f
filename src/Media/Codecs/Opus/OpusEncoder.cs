namespace Switchroom.Media.Codecs.Opus;

/// <summary>One outgoing Opus stream (RFC 6716) from mono samples at 8, 16 or 48 kHz.</summary>
public sealed unsafe class OpusEncoder : AudioEncoder
{
    // Request numbers: opus_defines.h
    private const int SetBitRate = 4002;
    private const int SetMaxBandwidth = 4004;
    private const int SetVbr = 4006;
    private const int SetComplexity = 4010;
    private const int SetInbandFec = 4012;
    private const int SetPacketLoss = 4014;
    private const int SetDtx = 4016;
    private const int SetSignal = 4024;
    private const int ResetState = 4028;
    private const int SignalVoice = 3001;

    /// <summary>What libopus returns for a frame inside a silence: two bytes at most, and "need not be transmitted" by its documentation.</summary>
    private const int UnsentBytes = 2;

    private readonly OpusState _state;
    private readonly bool _dtx;

    /// <summary>Makes an encoder.</summary>
    /// <param name="sampleRate">Rate of the samples, in Hz: 8000, 16000 or 48000.</param>
    /// <param name="settings">How to encode.</param>
    public OpusEncoder(int sampleRate, OpusEncoderSettings settings)
    {
        SampleRate = sampleRate;
        _dtx = settings.Dtx;
        _state = OpusState.ForEncoder(sampleRate);
        Set(SetSignal, SignalVoice);
        Set(SetComplexity, settings.Complexity);
        Set(SetInbandFec, settings.Fec ? 1 : 0);
        Set(SetPacketLoss, settings.ExpectedLoss);
        Set(SetDtx, settings.Dtx ? 1 : 0);
        Set(SetVbr, settings.ConstantBitRate ? 0 : 1);
        Set(SetMaxBandwidth, BandwidthOf(settings.MaxPlaybackRate));
        if (settings.BitRate is { } bitRate)
        {
            Set(SetBitRate, bitRate);
        }
    }

    /// <inheritdoc/>
    public override AudioCodec Codec => AudioCodec.Opus;

    /// <inheritdoc/>
    public override int SampleRate { get; }

    /// <inheritdoc/>
    public override int Encode(ReadOnlySpan<short> samples, Span<byte> payload)
    {
        fixed (short* source = samples)
        fixed (byte* target = payload)
        {
            var written = OpusLibrary.Encode(_state, source, samples.Length, target, Math.Min(payload.Length, MaxPayloadBytes));
            OpusState.Check(written, "opus_encode");
            return _dtx && written <= UnsentBytes ? 0 : written;
        }
    }

    /// <inheritdoc/>
    public override void ExpectLoss(int percent) => Set(SetPacketLoss, Math.Clamp(percent, 0, 100));

    /// <inheritdoc/>
    public override void Reset() => Set(ResetState, 0);

    /// <inheritdoc/>
    public override void CopyStateFrom(AudioEncoder other) => _state.CopyFrom(((OpusEncoder)other)._state);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _state.Dispose();

    private static int BandwidthOf(int maxPlaybackRate) => maxPlaybackRate switch
    {
        < 12000 => 1101,
        < 16000 => 1102,
        < 24000 => 1103,
        < 48000 => 1104,
        _ => 1105,
    };

    private void Set(int request, int value) => OpusState.Check(OpusLibrary.SetEncoder(_state, request, value), "opus_encoder_ctl");
}
