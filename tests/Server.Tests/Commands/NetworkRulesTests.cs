using System.Net;
using Switchroom.Server.Settings;

namespace Switchroom.Server.Tests.Commands;

public sealed class NetworkRulesTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::10.0.0.1", false)]
    [InlineData("2002:0a00:0001::1", false)]
    public void UnlessToldOtherwisePrivateAndSpecialAddressesAreDenied(string address, bool permitted) =>
        Assert.Equal(permitted, new NetworkRules([], []).Permits(IPAddress.Parse(address)));

    [Fact]
    public void TheNarrowerRuleWins()
    {
        var rules = new NetworkRules(["10.0.0.0/8", "192.0.2.7"], ["any", "10.1.0.0/16"]);
        Assert.True(rules.Permits(IPAddress.Parse("10.2.0.1")));
        Assert.False(rules.Permits(IPAddress.Parse("10.1.0.1")));
        Assert.True(rules.Permits(IPAddress.Parse("192.0.2.7")));
        Assert.False(rules.Permits(IPAddress.Parse("8.8.8.8")));
        Assert.False(rules.Permits(IPAddress.Loopback));
        Assert.False(new NetworkRules(["10.0.0.0/8"], ["10.0.0.0/8"]).Permits(IPAddress.Parse("10.0.0.1")));
    }
}
