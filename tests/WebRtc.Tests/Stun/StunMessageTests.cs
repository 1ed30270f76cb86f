using System.Net;
using System.Text;
using FsCheck.Xunit;
using Switchroom.WebRtc.Stun;

namespace Switchroom.WebRtc.Tests.Stun;

public sealed class StunMessageTests
{
    /// <summary>RFC 5769 section 2.1.</summary>
    private static readonly byte[] SampleRequest = Convert.FromHexString(
        "000100582112a442b7e7a701bc34d686fa87dfae" +
        "802200105354554e207465737420636c69656e74" +
        "002400046e0001ff" + "80290008932ff9b151263b36" +
        "000600096576746a3a68367659202020" +
        "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2" +
        "80280004e57a3bcf");

    [Fact]
    public void ReadsTheSampleRequestOfRfc5769()
    {
        Assert.True(StunMessage.TryParse(SampleRequest, out var message));
        Assert.Equal(StunType.BindingRequest, message.Type);
        Assert.Equal("evtj:h6vY", Encoding.UTF8.GetString(message.Username));
        Assert.Equal(0x6e0001ffu, message.Priority);
        Assert.Equal(0x932ff9b151263b36ul, message.IceControlled);
        Assert.True(message.HasIntegrity("VOkJxbRl1RmTxUk/WvJxBt"u8));
        Assert.False(message.HasIntegrity("VOkJxbRl1RmTxUk/WvJxBu"u8));
    }

    [Fact]
    public void RefusesADamagedFingerprint()
    {
        for (var i = 0; i < SampleRequest.Length - 8; i++)
        {
            var damaged = SampleRequest.ToArray();
            damaged[i] ^= 0x10;
            Assert.False(StunMessage.TryParse(damaged, out var message) && message.HasIntegrity("VOkJxbRl1RmTxUk/WvJxBt"u8), $"octet {i}");
        }
    }

    [Fact]
    public void RefusesEveryTruncation()
    {
        for (var length = 0; length < SampleRequest.Length; length++)
        {
            Assert.False(StunMessage.TryParse(SampleRequest.AsSpan(0, length), out _));
        }
    }

    [Theory]
    [InlineData("192.0.2.1", 32853)]
    [InlineData("2001:db8:1234:5678:11:2233:4455:6677", 32853)]
    public void WritesWhatItReads(string host, int port)
    {
        Span<byte> buffer = stackalloc byte[256];
        var writer = new StunWriter(buffer, StunType.BindingSuccess, "abcdefghijkl"u8);
        writer.AddMappedAddress(new IPEndPoint(IPAddress.Parse(host), port));
        var length = writer.Finish("secret"u8);
        Assert.True(StunMessage.TryParse(buffer[..length], out var message));
        Assert.Equal(new IPEndPoint(IPAddress.Parse(host), port), message.ReadMappedAddress());
        Assert.True(message.HasIntegrity("secret"u8));
    }

    [Fact]
    public void IgnoresWhatFollowsTheIntegrity()
    {
        Span<byte> buffer = stackalloc byte[256];
        var writer = new StunWriter(buffer, StunType.BindingRequest, "abcdefghijkl"u8);
        writer.Add(StunAttribute.Username, "a:b"u8);
        var length = writer.Finish("secret"u8);
        var tampered = new StunWriter(buffer, StunType.BindingRequest, "abcdefghijkl"u8);
        tampered.Add(StunAttribute.Username, "a:b"u8);
        tampered.Finish("secret"u8);
        Span<byte> extended = stackalloc byte[256];
        buffer[..(length - 8)].CopyTo(extended);
        new byte[] { 0, 0x25, 0, 0 }.CopyTo(extended[(length - 8)..]);
        extended[3] = (byte)(length - 8 + 4 - 20);
        Assert.True(StunMessage.TryParse(extended[..(length - 4)], out var message));
        Assert.False(message.UseCandidate);
        Assert.True(message.HasIntegrity("secret"u8));
    }

    [Property(MaxTest = 2000)]
    public void NeverThrows(byte[] bytes)
    {
        StunMessage.TryParse(bytes, out _);
        StunRouting.TryReadLocalUfrag(bytes, new char[StunRouting.MaxUfrag], out _);
    }

    [Fact]
    public void TellsWhoseACheckIs()
    {
        Span<char> ufrag = stackalloc char[StunRouting.MaxUfrag];
        Assert.True(StunRouting.TryReadLocalUfrag(SampleRequest, ufrag, out var length));
        Assert.Equal("evtj", ufrag[..length].ToString());
    }
}
