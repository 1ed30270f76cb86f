using System.Security.Cryptography;
using System.Text;
using Switchroom.Server.Settings;
using Switchroom.Server.Signalling;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Tests.Signalling;

public sealed class IceServersTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    [Fact]
    public void TurnCredentialsEndAndAreSignedWithTheSharedSecret()
    {
        IceServerSettings settings = new([], ["turn:turn.example.org:3478"], "shared", 600, false);

        IceServer server = Assert.Single(IceServers.For("p1", settings, Now));

        Assert.Equal("1790000600:p1", server.Username);
        Assert.Equal(
            Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes("shared"), Encoding.UTF8.GetBytes(server.Username))),
            server.Credential);
    }

    [Fact]
    public void StunNeedsNoCredentials()
    {
        IceServer server = Assert.Single(IceServers.For("p1", new(["stun:stun.example.org"], [], "", 600, false), Now));

        Assert.Equal("stun:stun.example.org", Assert.Single(server.Urls));
        Assert.Equal(("", ""), (server.Username, server.Credential));
    }

    [Fact]
    public void NoneIsNeeded() => Assert.Empty(IceServers.For("p1", new([], [], "", 600, false), Now));
}
