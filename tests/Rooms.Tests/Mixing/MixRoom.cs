using Switchroom.Rooms.Mixing;

namespace Switchroom.Rooms.Tests.Mixing;

/// <summary>A room of <see cref="MixPhone"/>s on a clock of its own.</summary>
internal sealed class MixRoom : IDisposable
{
    public static readonly MixFormat Pcmu = new("PCMU", 8000, 20);
    public static readonly MixFormat Pcma = new("PCMA", 8000, 20);
    public static readonly MixFormat G722 = new("G722", 16000, 20);
    public static readonly MixFormat Opus = new("OPUS", 48000, 20, 40000);
    public static readonly MixFormat NarrowOpus = new("OPUS", 8000, 20, 24000);

    private long _ticks;

    public MixRoom(MixOptions? options = null) => Mix = new RoomMix(options ?? new MixOptions(), new MixScratch());

    public RoomMix Mix { get; }

    public List<MixPhone> Phones { get; } = [];

    public TimeSpan Now => TimeSpan.FromMilliseconds(20 * _ticks);

    public static MixFormat FormatNamed(string name) => name switch
    {
        "PCMU" => Pcmu,
        "PCMA" => Pcma,
        "G722" => G722,
        "OPUS/8" => NarrowOpus,
        _ => Opus,
    };

    public MixPhone Add(MixFormat format, double frequency, double amplitude = 8000)
    {
        var phone = new MixPhone(format, frequency) { Amplitude = amplitude };
        var id = Phones.Count.ToString();
        Phones.Add(phone);
        Mix.AddSource(id, phone, null);
        Mix.AddListener(id, phone, id);
        return phone;
    }

    public string IdOf(MixPhone phone) => Phones.IndexOf(phone).ToString();

    public void Run(int ticks)
    {
        for (var i = 0; i < ticks; i++)
        {
            Mix.Tick(Now);
            _ticks++;
        }
    }

    /// <summary>Packets encoded for listeners in one more tick.</summary>
    public long EncodesInATick()
    {
        var before = Mix.Counters.Encodes;
        Run(1);
        return Mix.Counters.Encodes - before;
    }

    public void Dispose() => Mix.Dispose();
}
