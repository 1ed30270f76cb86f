using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Switchroom.Server.Network;

/// <summary>The randomness of engines that run for real: ICE credentials, SSRCs and keys must not be guessable.</summary>
internal sealed class SecureRandom : Random
{
    public override int Next() => RandomNumberGenerator.GetInt32(int.MaxValue);

    public override int Next(int maxValue) => maxValue <= 1 ? 0 : RandomNumberGenerator.GetInt32(maxValue);

    public override int Next(int minValue, int maxValue) => maxValue - (long)minValue <= 1 ? minValue : RandomNumberGenerator.GetInt32(minValue, maxValue);

    public override long NextInt64() => (long)(Bits() >> 1);

    public override long NextInt64(long maxValue) => NextInt64(0, maxValue);

    /// <summary>The bias of the modulus is below one in a billion for every range used here.</summary>
    public override long NextInt64(long minValue, long maxValue) =>
        maxValue <= minValue ? minValue : minValue + (long)(Bits() % (ulong)(maxValue - minValue));

    public override void NextBytes(byte[] buffer) => RandomNumberGenerator.Fill(buffer);

    public override void NextBytes(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);

    public override double NextDouble() => Sample();

    public override float NextSingle() => (float)(Bits() >> 40) / (1 << 24);

    protected override double Sample() => (double)(Bits() >> 11) / (1L << 53);

    private static ulong Bits()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
