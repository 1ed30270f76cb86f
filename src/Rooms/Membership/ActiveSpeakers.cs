using System.Collections.Immutable;

namespace Switchroom.Rooms.Membership;

/// <summary>
/// Who speaks, from the loudness of 20 ms packets (RFC 6464). A participant counts as heard in an interval when enough of its packets were loud;
/// loudness is smoothed over intervals, so that neither a cough starts a speaker nor a breath ends one.
/// </summary>
internal sealed class ActiveSpeakers
{
    /// <summary>How often speakers are decided.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    /// <summary>A packet this loud or louder counts as speech, in -dBov.</summary>
    public const byte LoudLevel = 35;

    /// <summary>The share of an interval's packets that must be loud.</summary>
    public const double LoudShare = 0.35;

    private const double Smoothing = 0.5;
    private const double Quantum = 1.0 / 8;
    private static readonly TimeSpan PacketTime = TimeSpan.FromMilliseconds(20);
    private static readonly double Threshold = Linear(LoudLevel);

    private readonly Dictionary<Participant, Heard> _heard = [];
    private readonly List<Participant> _silent = [];
    private readonly List<Speaker> _changed = [];

    /// <summary>The end of the running interval; null while nobody makes a sound.</summary>
    public TimeSpan? NextDeadline { get; private set; }

    public void Hear(Participant participant, byte level, TimeSpan now)
    {
        if (!_heard.TryGetValue(participant, out var heard))
        {
            if (level > LoudLevel)
            {
                return;
            }

            _heard[participant] = heard = new Heard();
        }

        NextDeadline ??= now + Interval;
        if (level <= LoudLevel)
        {
            heard.LoudPackets++;
            heard.Loudest = Math.Min(heard.Loudest, level);
        }
    }

    /// <summary>Ends an interval when due. True when something changed: all speakers now, loudest first, and the changes.</summary>
    public bool HandleDeadline(TimeSpan now, out ImmutableArray<Speaker> speakers, out ImmutableArray<Speaker> changes)
    {
        speakers = changes = [];
        if (NextDeadline is null || NextDeadline > now)
        {
            return false;
        }

        _changed.Clear();
        var enough = LoudShare * (Interval / PacketTime);
        foreach (var (participant, heard) in _heard)
        {
            heard.EndInterval(heard.LoudPackets >= enough ? Linear(heard.Loudest) : 0);
            if (heard.TakeChange())
            {
                _changed.Add(new Speaker(participant.Id, heard.ToldLevel, heard.IsActive));
            }

            if (!heard.IsActive && heard.Smoothed < Threshold / 16)
            {
                _silent.Add(participant);
            }
        }

        foreach (var participant in _silent)
        {
            _heard.Remove(participant);
        }

        _silent.Clear();
        NextDeadline = _heard.Count > 0 ? now + Interval : null;
        if (_changed.Count == 0)
        {
            return false;
        }

        changes = [.. _changed];
        speakers = [.. _heard.Where(pair => pair.Value.IsActive).Select(pair => new Speaker(pair.Key.Id, pair.Value.ToldLevel, true)).OrderByDescending(s => s.Level)];
        return true;
    }

    /// <summary>A participant is gone; its silence is not news.</summary>
    public void Forget(Participant participant) => _heard.Remove(participant);

    private static double Linear(byte level) => Math.Pow(10, -level / 20.0);

    private sealed class Heard
    {
        private bool _toldActive;

        public int LoudPackets { get; set; }

        public byte Loudest { get; set; } = 127;

        public double Smoothed { get; private set; }

        public bool IsActive { get; private set; }

        public float ToldLevel { get; private set; }

        public void EndInterval(double level)
        {
            Smoothed += (level - Smoothed) * Smoothing;
            IsActive = Smoothed >= Threshold;
            LoudPackets = 0;
            Loudest = 127;
        }

        /// <summary>True when activity or the quantised level differ from what was told last.</summary>
        public bool TakeChange()
        {
            // Square root spreads the levels of speech over the scale; eighths keep small wavering from being news.
            var level = IsActive ? (float)(Math.Ceiling(Math.Sqrt(Math.Min(1, Smoothed)) / Quantum) * Quantum) : 0;
            var isNews = IsActive != _toldActive || (IsActive && level != ToldLevel);
            _toldActive = IsActive;
            ToldLevel = level;
            return isNews;
        }
    }
}
