using System.Globalization;

namespace Switchroom.Benchmarks.Calls;

/// <summary>The kernel's table of UDP sockets.</summary>
internal static class UdpTable
{
    private const int LocalAddress = 1, Inode = 9, Drops = 12;

    /// <summary>Ports of this process's own sockets: the table says which port, the process's folder which sockets are its own.</summary>
    public static IEnumerable<int> OwnPorts()
    {
        var own = Directory.GetFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget).OfType<string>()
            .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal)).Select(target => target[8..^1]).ToHashSet();
        return Rows().Where(fields => own.Contains(fields[Inode])).Select(PortOf);
    }

    /// <summary>Datagrams that came to open sockets on these ports and found no room in their buffers.</summary>
    public static long DropsAt(Func<int, bool> port) =>
        Rows().Where(fields => port(PortOf(fields))).Sum(fields => long.Parse(fields[Drops], CultureInfo.InvariantCulture));

    private static IEnumerable<string[]> Rows() =>
        File.ReadLines("/proc/net/udp").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static int PortOf(string[] fields) =>
        int.Parse(fields[LocalAddress].AsSpan(fields[LocalAddress].IndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
