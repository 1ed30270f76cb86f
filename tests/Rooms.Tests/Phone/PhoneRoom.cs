using System.Net;
using Switchroom.Rooms.Mixing;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp.Negotiation;
using Switchroom.TestKit;

namespace Switchroom.Rooms.Tests.Phone;

/// <summary>A room of phone legs over a virtual network: what the worker does for them, and nothing else.</summary>
internal sealed class PhoneRoom : ISimulated, IDisposable
{
    private static readonly TimeSpan TickTime = TimeSpan.FromMilliseconds(20);
    private readonly DatagramOutbox _outbox = new();
    private readonly Dictionary<SocketId, IPEndPoint> _sockets = [];
    private TimeSpan _nextTick = TimeSpan.FromMilliseconds(7);
    private TimeSpan _now;

    public PhoneRoom(int seed = 1)
    {
        Network = new VirtualNetwork(seed);
        Simulation = new Simulation(Network);
        Simulation.Add(this);
    }

    public VirtualNetwork Network { get; }

    public Simulation Simulation { get; }

    public RoomMix Mix { get; } = new(8);

    public List<PhoneLeg> Legs { get; } = [];

    public List<(int Leg, WorkerEvent Event)> Events { get; } = [];

    public TimeSpan? NextDeadline => Legs.Select(leg => leg.NextDeadline).Append(_nextTick).Min();

    public static IPEndPoint PhoneAddress(int number) => new(new IPAddress([192, 0, 2, (byte)(1 + number % 250)]), 20_000 + 4 * number);

    public PhoneLegOptions OptionsOf(int number) => new()
    {
        Rtp = new SocketId(2 * number),
        Rtcp = new SocketId(2 * number + 1),
        Advertised = new IPEndPoint(IPAddress.Parse("198.51.100.1"), 10_000 + 2 * number),
    };

    /// <summary>Adds a leg that offers, or answers <see cref="PhoneLegOptions.RemoteOffer"/>.</summary>
    public PhoneLeg AddLeg(PhoneLegOptions options)
    {
        var number = Legs.Count;
        var leg = new PhoneLeg("RM_1", $"{number}", options, _outbox, new Random(1000 + number));
        Legs.Add(leg);
        Open(options.Rtp, options.Advertised, leg);
        Open(options.Rtcp, new IPEndPoint(options.Advertised.Address, options.Advertised.Port + 1), leg);
        Mix.AddSource($"{number}", leg, null);
        Mix.AddListener($"{number}", leg, $"{number}");
        Assert.True(leg.Start(Simulation.Now).IsDone);
        Drain(Simulation.Now);
        return leg;
    }

    /// <summary>Calls a new phone that answers at once.</summary>
    public (PhoneLeg Leg, TestPhone Phone) Call(double frequency, Func<PhoneLegOptions, PhoneLegOptions>? change = null, AudioOptions? theirs = null)
    {
        var number = Legs.Count;
        var phone = new TestPhone(Network, PhoneAddress(number), frequency, theirs is null ? null : theirs with { Address = PhoneAddress(number) }, seed: 50 + number);
        var leg = AddLeg((change ?? (options => options))(OptionsOf(number)));
        Assert.True(leg.HandleAnswer(phone.Answer(Latest<PhoneOffer>().Sdp), Simulation.Now).IsDone);
        leg.Establish(Simulation.Now);
        Simulation.Add(phone);
        Drain(Simulation.Now);
        return (leg, phone);
    }

    public T Latest<T>()
        where T : WorkerEvent => Events.Select(item => item.Event).OfType<T>().Last();

    public List<T> All<T>()
        where T : WorkerEvent => [.. Events.Select(item => item.Event).OfType<T>()];

    public void Run(double seconds) => Simulation.RunFor(TimeSpan.FromSeconds(seconds));

    public void HandleDeadline(TimeSpan now)
    {
        foreach (var leg in Legs.Where(leg => leg.NextDeadline <= now))
        {
            leg.HandleDeadline(now);
        }

        if (now < _nextTick)
        {
            return;
        }

        _nextTick += TickTime;
        Legs.ForEach(leg => leg.Tick(now));
        Mix.Tick(now);
    }

    public void Drain(TimeSpan now)
    {
        _now = now;
        while (_outbox.TryTake(out var datagram))
        {
            Network.Send(_sockets[datagram.Socket], datagram.To, datagram.Bytes.Span, _now);
        }

        for (var i = 0; i < Legs.Count; i++)
        {
            while (Legs[i].TryTakeEvent(out var taken))
            {
                Events.Add((i, taken!));
            }
        }
    }

    public void Dispose()
    {
        Mix.Dispose();
        Legs.ForEach(leg => leg.Dispose());
    }

    private void Open(SocketId socket, IPEndPoint address, PhoneLeg leg)
    {
        _sockets[socket] = address;
        Network.Attach(address, (datagram, from, now) => leg.HandleDatagram(socket, datagram, from, now));
    }
}
