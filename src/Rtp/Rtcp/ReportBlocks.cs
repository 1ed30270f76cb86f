namespace Switchroom.Rtp.Rtcp;

/// <summary>The report blocks of an SR or RR, read as they are asked for.</summary>
public readonly ref struct ReportBlocks
{
    /// <summary>The most that one report can hold.</summary>
    public const int Max = 31;

    private readonly ReadOnlySpan<byte> _data;

    internal ReportBlocks(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>How many there are.</summary>
    public int Count => _data.Length / ReportBlock.Length;

    /// <summary>The block at an index below <see cref="Count"/>.</summary>
    public ReportBlock this[int index] => ReportBlock.Read(_data.Slice(index * ReportBlock.Length, ReportBlock.Length));
}
