using Switchroom.Media.Levels;
using Switchroom.Media.Mixing;
using Switchroom.Media.Resampling;

namespace Switchroom.Rooms.Mixing;

/// <summary>One source in a mix: its frame of this tick, how loud it is, and whether it is heard.</summary>
internal sealed class MixedSource(string id, IMixSource source, PublishedSource? published, Queue<MixFault> faults) : IDisposable
{
    /// <summary>No place among the talkers.</summary>
    public const int NoSlot = -1;

    /// <summary>Steps of <see cref="Loudness"/> in a dB.</summary>
    public const int LoudnessSteps = 4;

    private short[] _frame = [];
    private short[] _resampled = [];
    private Resampler? _resampler;
    private bool _isContinued;
    private short _before;
    private int _lastGain = MixArithmetic.UnityGain;

    public string Id { get; } = id;

    /// <summary>The gain the room gives this source, fixed point.</summary>
    public int Gain { get; set; } = MixArithmetic.UnityGain;

    public bool Muted { get; set; }

    /// <summary>Loudness of this tick, in -dBov.</summary>
    public byte Level { get; private set; } = AudioLevel.Silence;

    /// <summary>What the frame of this tick holds.</summary>
    public SourceFrame Frame { get; private set; }

    /// <summary>Whether this tick's frame was read.</summary>
    public bool WasRead { get; private set; }

    /// <summary>Whether this tick's frame was skipped.</summary>
    public bool WasSkipped { get; private set; }

    /// <summary>Place among the talkers, or <see cref="NoSlot"/>.</summary>
    public int Slot { get; set; } = NoSlot;

    /// <summary>Ticks since it got its place.</summary>
    public int HeldTicks { get; set; }

    /// <summary>Ticks that the gate stays open still.</summary>
    public int Hangover { get; set; }

    /// <summary>Loudness that rises at once and falls by 12 dB a second, in steps of a quarter dB above silence.</summary>
    public int Loudness { get; set; }

    /// <summary>Whether its gate was open before this tick, without a place.</summary>
    public bool Waited { get; set; }

    /// <summary>Fades in over this tick: it waited for a place while it talked.</summary>
    public bool Entering { get; set; }

    /// <summary>Fades out over this tick, then loses its place.</summary>
    public bool Leaving { get; set; }

    public bool GateIsOpen => Hangover > 0;

    /// <summary>It threw: it is silent from then on.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>Whether browsers want to hear it, so that its samples are needed in any case.</summary>
    public bool IsPublished => published is { IsWanted: true };

    /// <summary>Learns how loud this tick is without decoding; false when only <see cref="Read"/> tells.</summary>
    public bool TakeHint()
    {
        (WasRead, WasSkipped, Frame) = (false, false, SourceFrame.Silence);
        Level = Muted ? AudioLevel.Silence : source.LevelHint ?? AudioLevel.Silence;
        return Muted || source.LevelHint is not null;
    }

    /// <summary>Sends this tick's frame to the browsers.</summary>
    /// <returns>True when a frame was encoded.</returns>
    public bool Publish(int tailTicks, TimeSpan now) => published?.Send(this, tailTicks, now) == true;

    /// <summary>Something threw while it was read or sent.</summary>
    public void Fail(Exception fault)
    {
        if (!IsFaulty)
        {
            IsFaulty = true;
            faults.Enqueue(new MixFault(Id, fault));
        }

        (WasRead, WasSkipped, Frame, Level, Hangover) = (false, true, SourceFrame.Silence, AudioLevel.Silence, 0);
    }

    /// <summary>Reads this tick's frame.</summary>
    public void Read(int roomRate, TimeSpan now)
    {
        var rate = source.SampleRateFor(roomRate);
        var isNewRate = _frame.Length != rate / 50;
        _before = _frame.Length > 0 && _isContinued ? _frame[^1] : (short)0;
        if (isNewRate)
        {
            _frame = new short[rate / 50];
        }

        WasRead = true;
        Frame = source.Read(_frame, rate, now);
        if (isNewRate && _isContinued)
        {
            Fade.Join(_before, _frame.AsSpan(0, _frame.Length / 4));
        }

        _isContinued = Frame != SourceFrame.Silence;
        if (Frame != SourceFrame.Silence)
        {
            MixArithmetic.Scale(_frame, _lastGain, Gain);
            Level = AudioLevel.Of(_frame);
        }
        else
        {
            Level = AudioLevel.Silence;
        }

        _lastGain = Gain;
    }

    /// <summary>Lets this tick's frame go by.</summary>
    public void Skip(TimeSpan now)
    {
        WasSkipped = true;
        _isContinued = false;
        source.Skip(now);
    }

    /// <summary>This tick's samples at their own rate.</summary>
    public ReadOnlySpan<short> Samples => _frame;

    /// <summary>This tick's samples at the room's rate, with the fade that its place asks for; to be asked once in a tick.</summary>
    /// <param name="count">How many there are in a tick.</param>
    public ReadOnlySpan<short> SamplesForMix(int count)
    {
        var samples = _frame;
        if (_frame.Length != count)
        {
            ResampleTo(count);
            samples = _resampled;
        }

        MixArithmetic.Scale(samples, Entering ? 0 : MixArithmetic.UnityGain, Leaving ? 0 : MixArithmetic.UnityGain);
        return samples;
    }

    /// <summary>The same again.</summary>
    public ReadOnlySpan<short> SamplesAgain(int count) => _frame.Length == count ? _frame : _resampled;

    /// <inheritdoc/>
    public void Dispose() => published?.Dispose();

    private void ResampleTo(int count)
    {
        var (from, to) = (_frame.Length * 50, count * 50);
        if (_resampler is null || _resampler.FromRate != from || _resampler.ToRate != to)
        {
            (_resampler, _resampled) = (new Resampler(from, to), new short[count]);
            _resampler.Reset(_before);
        }
        else if (HeldTicks == 0)
        {
            _resampler.Reset();
        }

        _resampler.Resample(_frame, _resampled);
    }
}
