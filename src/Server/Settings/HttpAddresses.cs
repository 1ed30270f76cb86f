using System.Net;
using System.Net.Sockets;

namespace Switchroom.Server.Settings;

/// <summary>The setting <c>urls</c>, checked before anything starts: Kestrel itself says what is wrong only beneath a stack trace.</summary>
internal static class HttpAddresses
{
    /// <summary>Refuses what is no address and what somebody else listens on.</summary>
    /// <param name="urls">Addresses with semicolons between.</param>
    /// <exception cref="InvalidSettingsException">One of them cannot be listened on.</exception>
    public static void Check(string urls)
    {
        var problems = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ProblemOf).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            throw new InvalidSettingsException(problems);
        }
    }

    private static string? ProblemOf(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return $"urls is \"{url}\"; it should be addresses such as {ServerHost.DefaultUrls} with semicolons between.";
        }

        if (address.IsUnixPipe || address.Port == 0)
        {
            return null;
        }

        try
        {
            // any host name but localhost stands for all addresses
            var ip = IPAddress.TryParse(address.Host.Trim('[', ']'), out var named) ? named : address.Host == "localhost" ? IPAddress.Loopback : IPAddress.Any;
            using var probe = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(ip, address.Port));
            return null;
        }
        catch (SocketException exception)
        {
            return $"urls is \"{url}\", which cannot be listened on: {exception.Message}.";
        }
    }
}
