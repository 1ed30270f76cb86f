using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;

namespace Switchroom.Server.Network.SipFlows.Resolution;

/// <summary>NAPTR and SRV by query, addresses as every program finds them, the hosts file included.</summary>
/// <param name="servers">Whom to query; the machine's own resolvers if none is named.</param>
internal sealed class SystemDns(params IPEndPoint[] servers) : IDnsSource
{
    private readonly LookupClient _client = new(Options(servers));

    public async Task<IReadOnlyList<NaptrRecord>> Naptr(string name, CancellationToken cancel) =>
        [.. (await Query<NAPtrRecord>(name, QueryType.NAPTR, cancel)).Select(record =>
            new NaptrRecord(record.Order, record.Preference, record.Flags, record.Services, record.Replacement.Value.TrimEnd('.')))];

    public async Task<IReadOnlyList<SrvRecord>> Srv(string name, CancellationToken cancel) =>
        [.. (await Query<DnsClient.Protocol.SrvRecord>(name, QueryType.SRV, cancel)).Select(record =>
            new SrvRecord(record.Priority, record.Weight, record.Port, record.Target.Value.TrimEnd('.')))];

    public async Task<IReadOnlyList<IPAddress>> Addresses(string name, CancellationToken cancel)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(name, cancel);
        }
        catch (SocketException)
        {
            return [];
        }
    }

    private static LookupClientOptions Options(IPEndPoint[] servers)
    {
        var options = servers.Length == 0 ? new LookupClientOptions() : new LookupClientOptions(servers);
        options.Timeout = TimeSpan.FromSeconds(2);
        options.Retries = 1;
        options.UseCache = true;
        options.MaximumCacheTimeout = TimeSpan.FromMinutes(5);
        options.CacheFailedResults = true;
        options.FailedResultsCacheDuration = TimeSpan.FromSeconds(10);
        return options;
    }

    private async Task<IEnumerable<T>> Query<T>(string name, QueryType type, CancellationToken cancel)
        where T : DnsResourceRecord
    {
        try
        {
            return (await _client.QueryAsync(name, type, cancellationToken: cancel)).Answers.OfType<T>();
        }
        catch (DnsResponseException)
        {
            return [];
        }
    }
}
