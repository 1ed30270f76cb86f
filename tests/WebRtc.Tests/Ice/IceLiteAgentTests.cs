using System.Net;
using System.Text;
using Switchroom.Rtp.Sdp;
using Switchroom.WebRtc.Ice;
using Switchroom.WebRtc.Stun;

namespace Switchroom.WebRtc.Tests.Ice;

public sealed class IceLiteAgentTests
{
    private static readonly IceCredentials Peer = new("peerpeer", "peerpasswordpeerpassword");
    private readonly IceLiteAgent _agent = new(new Random(1), 4);

    public IceLiteAgentTests() => _agent.SetRemote(Peer);

    [Fact]
    public void AnswersACheckWithTheAddressItSaw()
    {
        var outcome = Check(Path(1), out var response);
        Assert.Equal(IceCheckOutcome.NewPath, outcome);
        Assert.True(StunMessage.TryParse(response, out var message));
        Assert.Equal(StunType.BindingSuccess, message.Type);
        Assert.Equal(Path(1).Remote, message.ReadMappedAddress());
        Assert.True(message.HasIntegrity(Encoding.UTF8.GetBytes(_agent.Local.Password)));
        Assert.Equal(IceCheckOutcome.Confirmed, Check(Path(1), out _));
    }

    [Fact]
    public void FollowsTheNomination()
    {
        Check(Path(1), out _);
        Check(Path(2), out _);
        Assert.Equal(Path(1), _agent.SelectedPath);
        Check(Path(2), out _, nominate: true);
        Assert.Equal(Path(2), _agent.SelectedPath);
        Check(Path(1), out _);
        Assert.Equal(Path(2), _agent.SelectedPath);
    }

    [Fact]
    public void RefusesAWrongPassword()
    {
        var outcome = Check(Path(1), out var response, password: "wrong");
        Assert.Equal(IceCheckOutcome.Refused, outcome);
        Assert.True(StunMessage.TryParse(response, out var message));
        Assert.Equal(401, message.ErrorCode);
        Assert.Null(_agent.SelectedPath);
    }

    [Fact]
    public void RefusesAPeerThatThinksItIsControlled()
    {
        var outcome = Check(Path(1), out var response, role: StunAttribute.IceControlled);
        Assert.Equal(IceCheckOutcome.Refused, outcome);
        Assert.True(StunMessage.TryParse(response, out var message));
        Assert.Equal(487, message.ErrorCode);
    }

    [Fact]
    public void RefusesAnAttributeItMustUnderstandAndDoesNot()
    {
        var outcome = Check(Path(1), out var response, extra: (StunAttribute)0x0019);
        Assert.Equal(IceCheckOutcome.Refused, outcome);
        Assert.True(StunMessage.TryParse(response, out var message));
        Assert.Equal(420, message.ErrorCode);
    }

    [Theory]
    [InlineData("otherone:peerpeer")]
    [InlineData("{0}:peerpee")]
    [InlineData("{0}")]
    [InlineData("{0}:")]
    public void DropsAForeignUsername(string username) =>
        Assert.Equal(IceCheckOutcome.Dropped, Check(Path(1), out _, username: username.Replace("{0}", _agent.Local.Ufrag, StringComparison.Ordinal)));

    [Fact]
    public void KeepsTheOldCredentialsUntilTheRestartIsProven()
    {
        var old = _agent.Local;
        Check(Path(1), out _, nominate: true);
        var renewed = new IceCredentials("renewed1", "renewedrenewedrenewed123");
        Assert.True(_agent.SetRemote(renewed));
        Assert.NotEqual(old, _agent.Local);
        Assert.Equal(IceCheckOutcome.Confirmed, Check(Path(1), out _, username: $"{old.Ufrag}:{Peer.Ufrag}", password: old.Password));
        Assert.Equal(IceCheckOutcome.NewPath, Check(Path(2), out _, username: $"{_agent.Local.Ufrag}:{renewed.Ufrag}"));
        Assert.Equal(IceCheckOutcome.Dropped, Check(Path(1), out _, username: $"{old.Ufrag}:{Peer.Ufrag}", password: old.Password));
    }

    [Fact]
    public void RemembersWhatWasCheckedAndNominatedBeforeThePeerWasKnown()
    {
        var agent = new IceLiteAgent(new Random(2), 4);
        var ours = $"{agent.Local.Ufrag}:{Peer.Ufrag}";
        Assert.Equal(IceCheckOutcome.NewPath, Check(Path(1), out var response, username: ours, to: agent));
        Assert.NotEmpty(response);
        Check(Path(2), out _, nominate: true, username: ours, to: agent);

        agent.Use(agent.Local, Peer);

        Assert.Equal(Path(2), agent.SelectedPath);
        Assert.True(agent.IsKnown(Path(1)));
    }

    [Fact]
    public void ForgetsThePathsOfAPeerWhoseAnswerDoesNotCount()
    {
        var agent = new IceLiteAgent(new Random(2), 4);
        Check(Path(1), out _, nominate: true, username: $"{agent.Local.Ufrag}:{Peer.Ufrag}", to: agent);
        Check(Path(2), out _, nominate: true, username: $"{agent.Local.Ufrag}:other", to: agent);
        Check(Path(3), out _, username: $"{agent.Local.Ufrag}:{Peer.Ufrag}", now: 2, to: agent);

        agent.Use(agent.Local, Peer);
        Assert.Equal(Path(1), agent.SelectedPath);
        Assert.False(agent.IsKnown(Path(2)));

        agent.Use(agent.Local, new IceCredentials("late", "latepasswordlatepassword"));
        Assert.Null(agent.SelectedPath);
    }

    [Fact]
    public void BoundsThePathsAndReleasesTheOldest()
    {
        for (var i = 1; i <= 10; i++)
        {
            Check(Path(i), out _, now: i);
        }

        var released = new List<TransportPath>();
        while (_agent.TryTakeReleased(out var path))
        {
            released.Add(path);
        }

        Assert.Equal(6, released.Count);
        Assert.DoesNotContain(Path(1), released);
        Assert.True(_agent.IsKnown(Path(10)));
    }

    [Fact]
    public void ReleasesAPathWhoseChecksStopped()
    {
        Check(Path(1), out _, nominate: true);
        Check(Path(2), out _);
        Assert.Equal(TimeSpan.FromSeconds(30), _agent.NextDeadline);
        _agent.HandleDeadline(TimeSpan.FromSeconds(30));
        Assert.True(_agent.TryTakeReleased(out var path));
        Assert.Equal(Path(2), path);
        Assert.True(_agent.IsKnown(Path(1)));
    }

    [Fact]
    public void CutsATcpStreamIntoDatagrams()
    {
        var random = new Random(3);
        var sent = Enumerable.Range(0, 200).Select(_ => { var bytes = new byte[random.Next(1, 1400)]; random.NextBytes(bytes); return bytes; }).ToList();
        var stream = sent.SelectMany(bytes => { var header = new byte[2]; IceTcpFraming.WriteHeader(header, bytes.Length); return header.Concat(bytes); }).ToArray();
        var deframer = new IceTcpDeframer();
        var received = new List<byte[]>();
        for (var offset = 0; offset < stream.Length;)
        {
            var chunk = Math.Min(random.Next(1, 5000), stream.Length - offset);
            offset += deframer.Append(stream.AsSpan(offset, chunk));
            while (deframer.TryTake(out var datagram))
            {
                received.Add(datagram.ToArray());
            }
        }

        Assert.Equal(sent, received);
        Assert.False(deframer.IsBroken);
    }

    [Fact]
    public void CallsATcpStreamBrokenThatAnnouncesTooMuch()
    {
        var deframer = new IceTcpDeframer();
        deframer.Append("GET / HTTP/1.1\r\n"u8);
        Assert.False(deframer.TryTake(out _));
        Assert.True(deframer.IsBroken);
    }

    private static TransportPath Path(int number) => new(1, new IPEndPoint(IPAddress.Parse("198.51.100.7"), 5000 + number));

    private IceCheckOutcome Check(
        TransportPath path, out byte[] response, bool nominate = false, string? username = null, string? password = null,
        StunAttribute role = StunAttribute.IceControlling, StunAttribute? extra = null, double now = 0, IceLiteAgent? to = null)
    {
        var agent = to ?? _agent;
        Span<byte> request = stackalloc byte[512];
        var writer = new StunWriter(request, StunType.BindingRequest, "abcdefghijkl"u8);
        writer.Add(StunAttribute.Username, Encoding.UTF8.GetBytes(username ?? $"{agent.Local.Ufrag}:{Peer.Ufrag}"));
        writer.Add(role, 7ul);
        if (nominate)
        {
            writer.Add(StunAttribute.UseCandidate, []);
        }

        if (extra is { } attribute)
        {
            writer.Add(attribute, 1u);
        }

        var length = writer.Finish(Encoding.UTF8.GetBytes(password ?? agent.Local.Password));
        Span<byte> buffer = stackalloc byte[512];
        var outcome = agent.HandleStun(request[..length], path, TimeSpan.FromSeconds(now), buffer, out var written);
        response = buffer[..written].ToArray();
        return outcome;
    }
}
