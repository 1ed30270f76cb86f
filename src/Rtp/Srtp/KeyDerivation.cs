namespace Switchroom.Rtp.Srtp;

/// <summary>Session keys from a master key with AES in counter mode and a derivation rate of 0 (RFC 3711 section 4.3, RFC 7714 section 11).</summary>
internal static class KeyDerivation
{
    public const byte RtpEncryption = 0;
    public const byte RtpAuthentication = 1;
    public const byte RtpSalt = 2;

    /// <summary>Added to the labels above for RTCP.</summary>
    public const byte Rtcp = 3;

    /// <summary>Fills <paramref name="output"/> with the key of <paramref name="label"/>.</summary>
    public static void Derive(SrtpMasterKey master, byte label, Span<byte> output)
    {
        // x = label at octet 7 XOR the salt; a 96-bit salt is padded with zeros on the right to 112 bits.
        Span<byte> counter = stackalloc byte[16];
        counter.Clear();
        master.Salt.CopyTo(counter);
        counter[7] ^= label;
        output.Clear();
        using var cipher = CipherContext.Counter(master.Key);
        cipher.ApplyKeyStream(counter, output);
    }
}
