using System.Net;
using System.Net.Sockets;
using Switchroom.Server.Network.SipFlows.Resolution;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Tests.Network.SipFlows;

/// <summary>RFC 3263 section 4 against a domain of our own.</summary>
public sealed class SipResolverTests
{
    private readonly FakeDns _dns = new();

    [Theory]
    [InlineData("sip:192.0.2.5", "Udp 192.0.2.5:5060")]
    [InlineData("sip:192.0.2.5:5070", "Udp 192.0.2.5:5070")]
    [InlineData("sips:192.0.2.5", "Tls 192.0.2.5:5061")]
    [InlineData("sip:192.0.2.5;transport=tcp", "Tcp 192.0.2.5:5060")]
    [InlineData("sip:192.0.2.5;transport=tls", "Tls 192.0.2.5:5061")]
    [InlineData("sip:[2001:db8::5];transport=tcp", "Tcp [2001:db8::5]:5060")]
    [InlineData("sip:name.example;maddr=192.0.2.6", "Udp 192.0.2.6:5060")]
    [InlineData("sip:192.0.2.5;transport=sctp", "")]
    [InlineData("sips:192.0.2.5;transport=udp", "")]
    public async Task AsksNobodyAboutAnAddress(string uri, string targets)
    {
        Assert.Equal(targets, await Resolve(uri));
        Assert.Empty(_dns.Asked);
    }

    [Fact]
    public async Task FollowsNaptrToSrvToAddresses()
    {
        _dns.Naptrs["example.com"] = [new(20, 50, "s", "SIP+D2U", "_sip._udp.example.com"), new(10, 50, "s", "SIPS+D2T", "_sips._tcp.example.com"), new(5, 1, "u", "E2U+sip", "")];
        _dns.Srvs["_sips._tcp.example.com"] = [new(1, 0, 5061, "a.example.com")];
        _dns.Srvs["_sip._udp.example.com"] = [new(2, 0, 5070, "b.example.com"), new(1, 0, 5060, "a.example.com")];
        _dns.Hosts["a.example.com"] = ["192.0.2.1", "2001:db8::1"];
        _dns.Hosts["b.example.com"] = ["192.0.2.2"];

        Assert.Equal(
            "Tls 192.0.2.1:5061 example.com, Tls [2001:db8::1]:5061 example.com, Udp 192.0.2.1:5060, Udp [2001:db8::1]:5060, Udp 192.0.2.2:5070",
            await Resolve("sip:bob@example.com"));
        Assert.Equal("Tls 192.0.2.1:5061 example.com, Tls [2001:db8::1]:5061 example.com", await Resolve("sips:bob@example.com"));
    }

    [Fact]
    public async Task TriesSrvOfEveryTransportWithoutNaptr()
    {
        _dns.Srvs["_sip._tcp.example.com"] = [new(1, 0, 5080, "a.example.com")];
        _dns.Hosts["a.example.com"] = ["192.0.2.1"];

        Assert.Equal("Tcp 192.0.2.1:5080", await Resolve("sip:example.com"));
        Assert.Equal("Tcp 192.0.2.1:5080", await Resolve("sip:example.com;transport=tcp"));
    }

    [Fact]
    public async Task TakesThePlainAddressWhereNoServiceIsNamedOrAPortIs()
    {
        _dns.Srvs["_sip._udp.example.com"] = [new(1, 0, 5080, ".")];
        _dns.Hosts["example.com"] = ["192.0.2.9"];

        Assert.Equal("Udp 192.0.2.9:5060", await Resolve("sip:example.com"));
        Assert.Equal("Tls 192.0.2.9:5061 example.com", await Resolve("sips:example.com"));
        _dns.Asked.Clear();
        Assert.Equal("Udp 192.0.2.9:5062", await Resolve("sip:example.com:5062"));
        Assert.Equal(["A example.com"], _dns.Asked);
        Assert.Equal("", await Resolve("sip:unknown.example"));
    }

    [Fact]
    public void SharesTargetsOfOnePriorityByWeight()
    {
        var random = new Random(1);
        SrvRecord[] records = [new(1, 75, 1, "heavy"), new(1, 25, 1, "light"), new(1, 0, 1, "hardly"), new(0, 0, 1, "first"), new(9, 99, 1, "last")];

        var seconds = Enumerable.Range(0, 10_000).Select(_ => SrvOrder.Sort(records, random)).ToList();

        Assert.All(seconds, order => Assert.Equal(("first", "last", 5), (order[0].Target, order[^1].Target, order.Count)));
        var heavy = seconds.Count(order => order[1].Target == "heavy");
        Assert.InRange(heavy, 7000, 7800);
        Assert.InRange(seconds.Count(order => order[1].Target == "hardly"), 20, 300);
    }

    private async Task<string> Resolve(string uri)
    {
        var resolver = new SipResolver(
            _dns, [SipTransport.Udp, SipTransport.Tcp, SipTransport.Tls], [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6], new Random(1));
        var targets = await resolver.Resolve(SipUri.Parse(uri), CancellationToken.None);
        return string.Join(", ", targets.Select(target => $"{target.Transport} {target.Address} {target.TlsName}".TrimEnd()));
    }

    private sealed class FakeDns : IDnsSource
    {
        public Dictionary<string, NaptrRecord[]> Naptrs { get; } = [];

        public Dictionary<string, SrvRecord[]> Srvs { get; } = [];

        public Dictionary<string, string[]> Hosts { get; } = [];

        public List<string> Asked { get; } = [];

        public Task<IReadOnlyList<NaptrRecord>> Naptr(string name, CancellationToken cancel) => Answer("NAPTR", name, Naptrs.GetValueOrDefault(name));

        public Task<IReadOnlyList<SrvRecord>> Srv(string name, CancellationToken cancel) => Answer("SRV", name, Srvs.GetValueOrDefault(name));

        public Task<IReadOnlyList<IPAddress>> Addresses(string name, CancellationToken cancel) =>
            Answer("A", name, Hosts.GetValueOrDefault(name)?.Select(IPAddress.Parse).ToArray());

        private Task<IReadOnlyList<T>> Answer<T>(string type, string name, T[]? found)
        {
            Asked.Add($"{type} {name}");
            return Task.FromResult<IReadOnlyList<T>>(found ?? []);
        }
    }
}
