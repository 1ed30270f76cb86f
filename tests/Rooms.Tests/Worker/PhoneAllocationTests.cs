using Switchroom.Media.Codecs;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rooms.Tests.Worker;

public sealed class PhoneAllocationTests
{
    private const string RoomId = "RM_phones";
    private const int MaxWarmRounds = 30;
    private static readonly TimeSpan PacketTime = TimeSpan.FromMilliseconds(20);

    public static TheoryData<string, SrtpProfile?> Legs
    {
        get
        {
            var data = new TheoryData<string, SrtpProfile?>();
            foreach (var codec in AudioCodec.All)
            {
                data.Add(codec.EncodingName, null);
            }

            foreach (var profile in Enum.GetValues<SrtpProfile>())
            {
                data.Add("PCMU", profile);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Legs))]
    public void APhoneThatTalksAndHearsAllocatesNothing(string encodingName, SrtpProfile? profile)
    {
        var codec = AudioCodec.All.Single(codec => codec.EncodingName == encodingName);
        using var identity = new WebRtcIdentity(DateTimeOffset.UnixEpoch);
        using var worker = new MediaWorker(new MediaWorkerOptions { WebRtcSocket = new SocketId(1), Identity = identity }, new Random(1));
        Assert.True(worker.Handle(new CreateRoom(new RoomConfig { RoomId = RoomId, Name = "phones" }), TimeSpan.Zero).IsDone);
        var phones = Enumerable.Range(0, 3).Select(number => new PreparedPhone(worker, RoomId, number, codec, profile)).ToList();
        var now = TimeSpan.FromMilliseconds(1);
        Run(worker, phones, ref now, seconds: 15);
        var allocated = Run(worker, phones, ref now, seconds: 15);

        // Code that is not yet compiled for good may allocate where the final code does not.
        for (var round = 0; allocated != (0, 0) && round < MaxWarmRounds; round++)
        {
            allocated = Run(worker, phones, ref now, seconds: 15);
        }

        Assert.Equal((0, 0), allocated);
        phones.ForEach(phone => phone.Dispose());
    }

    /// <summary>Bytes allocated over packets, and over what the clock makes due: mixes, reports.</summary>
    private static (long Packets, long Ticks) Run(MediaWorker worker, List<PreparedPhone> phones, ref TimeSpan now, int seconds)
    {
        var (packets, ticks, sent) = (0L, 0L, 0);
        for (var end = now + TimeSpan.FromSeconds(seconds); now < end; now += PacketTime)
        {
            foreach (var phone in phones)
            {
                packets += phone.Send(worker, now);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            worker.HandleDeadline(now);
            while (worker.TryTakeDatagram(out _))
            {
                sent++;
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            var hasNews = false;
            while (worker.TryTakeEvent(out _))
            {
                // That a speaker became louder is told to other threads in objects of their own.
                hasNews = true;
            }

            ticks += hasNews ? 0 : allocated;
        }

        Assert.InRange(sent, seconds * 50 * phones.Count, (seconds * 50 * phones.Count) + 50);
        return (packets, ticks);
    }
}
