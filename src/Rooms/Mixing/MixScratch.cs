namespace Switchroom.Rooms.Mixing;

/// <summary>Memory that a mix needs within one tick only: all mixes of a worker share it, as they take turns.</summary>
internal sealed class MixScratch
{
    private int[] _sum = [];
    private int[] _part = [];

    public Span<int> Sum(int count) => Of(ref _sum, count);

    public Span<int> Part(int count) => Of(ref _part, count);

    private static Span<int> Of(ref int[] memory, int count)
    {
        if (memory.Length < count)
        {
            memory = new int[count];
        }

        return memory.AsSpan(0, count);
    }
}
