namespace Switchroom.Rooms.Forwarding.Scalable;

/// <summary>Reads bits, most significant first. Past the end all are 0 and <see cref="IsOverrun"/> says so.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at;

    /// <summary>More was read than there is.</summary>
    public readonly bool IsOverrun => _at > _data.Length * 8;

    public bool ReadFlag() => Read(1) != 0;

    /// <summary>An unsigned number.</summary>
    /// <param name="bits">How many, 0 to 32.</param>
    public uint Read(int bits)
    {
        uint value = 0;
        for (; bits > 0; bits--, _at++)
        {
            var bit = _at < _data.Length * 8 ? (_data[_at >> 3] >> (7 - (_at & 7))) & 1 : 0;
            value = (value << 1) | (uint)bit;
        }

        return value;
    }

    /// <summary>A number below <paramref name="count"/>, in as few bits as it takes: AV1's <c>ns(n)</c>.</summary>
    public uint ReadBelow(uint count)
    {
        var bits = 32 - System.Numerics.BitOperations.LeadingZeroCount(count);
        var shorter = (1u << bits) - count;
        var value = Read(bits - 1);
        return value < shorter ? value : (value << 1) - shorter + Read(1);
    }
}
