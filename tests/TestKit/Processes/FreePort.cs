using System.Net;
using System.Net.Sockets;

namespace Switchroom.TestKit.Processes;

/// <summary>
/// Ports on 127.0.0.1 that nobody uses now. They are below the range from which the system hands out ports, start at a random place, and are never
/// given twice by one process, so runs side by side rarely meet.
/// </summary>
public static class FreePort
{
    private const int First = 20_000;
    private const int Last = 32_000;

    private static readonly Lock Gate = new();
    private static int _next = Random.Shared.Next(First, Last) & ~1;

    /// <summary>A port that is free over UDP and TCP.</summary>
    public static int Next() => Pair();

    /// <summary>An even port that is free over UDP and TCP together with the odd one above it.</summary>
    public static int Pair() => Row(2);

    /// <summary>The first, even one of so many ports in a row that are free over UDP and TCP.</summary>
    /// <param name="count">An even number.</param>
    public static int Row(int count)
    {
        lock (Gate)
        {
            for (var tries = 0; tries < (Last - First) / 2; tries++)
            {
                var port = _next + count > Last ? First : _next;
                _next = port + 2;
                if (Enumerable.Range(port, count).All(IsFree))
                {
                    _next = port + count;
                    return port;
                }
            }
        }

        throw new InvalidOperationException($"no {count} free ports in a row between {First} and {Last}");
    }

    /// <summary>Waits until somebody listens on the port; looks into the kernel's tables, so that nothing is disturbed.</summary>
    /// <exception cref="TimeoutException">Nobody did in time.</exception>
    public static async Task WaitUntilBound(int port, string transport)
    {
        var end = DateTime.UtcNow + TestProcess.Patience;
        while (!IsBound(port, transport))
        {
            if (DateTime.UtcNow > end)
            {
                throw new TimeoutException($"nobody listens on {transport} port {port}");
            }

            await Task.Delay(20);
        }
    }

    private static bool IsBound(int port, string transport)
    {
        const string Listening = "0A";
        var local = $":{port:X4}";
        return new[] { $"/proc/net/{transport}", $"/proc/net/{transport}6" }.Where(File.Exists).SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(fields => fields.Length > 3 && fields[1].EndsWith(local, StringComparison.Ordinal) && (transport == "udp" || fields[3] == Listening));
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
