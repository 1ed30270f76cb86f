using Switchroom.Rtp.Srtp;

namespace Switchroom.Rtp.Tests.Srtp;

/// <summary>The vectors printed in RFC 3711 appendix B and RFC 7714 sections 16 and 17.</summary>
public sealed class PublishedVectorTests
{
    private static readonly byte[] GcmSalt = Convert.FromHexString("517569642070726f2071756f");
    private static readonly byte[] RtpPlain = Convert.FromHexString(
        "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573");

    private static readonly byte[] RtcpPlain = Convert.FromHexString(
        "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef");

    [Theory]
    [InlineData(KeyDerivation.RtpEncryption, "C61E7A93744F39EE10734AFE3FF7A087")]
    [InlineData(KeyDerivation.RtpSalt, "30CBBC08863D8C85D49DB34A9AE1")]
    [InlineData(KeyDerivation.RtpAuthentication, "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4")]
    public void DerivesTheSessionKeysOfRfc3711(byte label, string expected)
    {
        var master = SrtpMasterKey.FromKeyAndSalt(
            SrtpProfile.AesCm128HmacSha1_80, Convert.FromHexString("E1F97A0D3E018BE0D64FA32C06DE41390EC675AD498AFEEBB6960B3AABE6"));
        var derived = new byte[expected.Length / 2];

        KeyDerivation.Derive(master, label, derived);

        Assert.Equal(expected, Convert.ToHexString(derived));
    }

    [Fact]
    public void MakesTheKeyStreamOfRfc3711()
    {
        using var cipher = CipherContext.Counter(Convert.FromHexString("2B7E151628AED2A6ABF7158809CF4F3C"));
        var data = new byte[48];

        cipher.ApplyKeyStream(Convert.FromHexString("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), data);

        Assert.Equal("E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB41E95B3BB0A2E8DD477901E4FCA894C0", Convert.ToHexString(data));
    }

    [Theory]
    [InlineData(16, "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce")]
    [InlineData(32, "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13")]
    public void SealsTheRtpPacketOfRfc7714(int keyLength, string expected)
    {
        using var transform = new GcmTransform(Key(keyLength), GcmSalt, isRtcp: false);
        var index = new SrtpTransform.PacketIndex(0x5501a0b2, 0xf17b, 0);
        byte[] packet = [.. RtpPlain];
        var tag = new byte[16];

        transform.Protect(packet, 12, index, tag);

        Assert.Equal(expected, Convert.ToHexStringLower(packet.AsSpan(12)) + Convert.ToHexStringLower(tag));
        Assert.True(transform.Unprotect(packet, 12, index, tag));
        Assert.Equal(RtpPlain, packet);
    }

    [Fact]
    public void SealsTheRtcpPacketOfRfc7714()
    {
        using var transform = new GcmTransform(Key(16), GcmSalt, isRtcp: true);
        var index = new SrtpTransform.PacketIndex(0x4d617273, 0x5d4, 0x800005d4);
        byte[] packet = [.. RtcpPlain];
        var tag = new byte[16];

        transform.Protect(packet, 8, index, tag);

        Assert.Equal(
            "63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade",
            Convert.ToHexStringLower(packet.AsSpan(8)) + Convert.ToHexStringLower(tag));
        Assert.True(transform.Unprotect(packet, 8, index, tag));
        Assert.Equal(RtcpPlain, packet);
    }

    private static byte[] Key(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];
}
