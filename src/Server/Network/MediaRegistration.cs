using System.Diagnostics.Metrics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Switchroom.Server.Settings;

namespace Switchroom.Server.Network;

/// <summary>Registers the media workers and the directory of rooms over them.</summary>
internal static class MediaRegistration
{
    /// <summary>How long a phone leg's ports rest before they are used again.</summary>
    private static readonly TimeSpan PortQuarantine = TimeSpan.FromSeconds(10);

    public static void AddMedia(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            MediaSettings settings = provider.GetRequiredService<MediaSettings>();
            return new PhonePorts(settings.RtpFirst, settings.RtpLast, new CryptographicRandom(), provider.GetRequiredService<TimeProvider>(), PortQuarantine);
        });
        services.AddSingleton<MediaWorkers>();
        services.AddSingleton(provider => new RoomDirectory(provider.GetRequiredService<MediaWorkers>().Threads));
        services.AddSingleton(provider => new MediaMetrics(provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<MediaWorkers>().Threads));
        services.AddHostedService<MediaStart>();
    }

    /// <summary>Addresses browsers can try: those of the settings, else this machine's, loopback last.</summary>
    public static IReadOnlyList<IPAddress> WebRtcAddresses(MediaSettings settings) =>
        settings.WebRtcAddresses.Count > 0
            ? settings.WebRtcAddresses
            : [.. NetworkInterface.GetAllNetworkInterfaces()
                .Where(link => link.OperationalStatus == OperationalStatus.Up || link.NetworkInterfaceType == NetworkInterfaceType.Loopback)
                .SelectMany(link => link.GetIPProperties().UnicastAddresses)
                .Select(unicast => unicast.Address)
                .Where(address => address.AddressFamily == AddressFamily.InterNetwork)
                .OrderBy(IPAddress.IsLoopback)];

    /// <summary>Starts the threads once everything that listens to their events was made.</summary>
    private sealed class MediaStart(MediaWorkers workers, RoomDirectory directory, MediaMetrics metrics) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            _ = (directory, metrics);
            foreach (MediaWorkerThread thread in workers.Threads)
            {
                thread.Start();
            }

            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
