using System.Net;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Settings;

namespace Switchroom.Server.Network;

/// <summary>The media workers of this process, each on a port of its own, counted up from the first.</summary>
internal sealed class MediaWorkers : IDisposable
{
    private readonly WebRtcIdentity _identity;

    public MediaWorkers(MediaSettings settings, SipSettings sip, PhonePorts ports, TimeProvider time, ILogger<MediaWorkers> logger)
    {
        int count = settings.Workers > 0 ? settings.Workers : Math.Max(1, Environment.ProcessorCount / 2);
        IReadOnlyList<IPAddress> addresses = MediaRegistration.WebRtcAddresses(settings);
        List<MediaWorkerThread> threads = [];
        _identity = new WebRtcIdentity(time.GetUtcNow());
        for (int number = 0; number < count; number++)
        {
            MediaThreadOptions options = new()
            {
                WebRtcPort = settings.WebRtcPort == 0 ? 0 : settings.WebRtcPort + number,
                WebRtcAddresses = addresses,
                Udp = settings.Udp,
                Tcp = settings.Tcp,
                PhoneAddress = sip.Address ?? addresses.FirstOrDefault(),
            };
            threads.Add(new MediaWorkerThread(options, ports, _identity, new CryptographicRandom(), time, logger));
        }

        Threads = threads;
    }

    public IReadOnlyList<MediaWorkerThread> Threads { get; }

    public void Dispose()
    {
        foreach (MediaWorkerThread thread in Threads)
        {
            thread.Dispose();
        }

        _identity.Dispose();
    }
}
