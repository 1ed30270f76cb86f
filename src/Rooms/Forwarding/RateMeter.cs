namespace Switchroom.Rooms.Forwarding;

/// <summary>How much of something comes in a second, over about the last one, in slots of an eighth.</summary>
internal sealed class RateMeter
{
    private const int Slots = 8;
    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(1.0 / Slots);

    private readonly long[] _amounts = new long[Slots];
    private long _slot = -1;
    private long _firstSlot = -1;

    public void Add(int amount, TimeSpan now)
    {
        Advance(now);
        _amounts[_slot % Slots] += amount;
    }

    /// <summary>The amount of a second; 0 when nothing came for one.</summary>
    public long PerSecond(TimeSpan now)
    {
        Advance(now);
        var slots = Math.Clamp(_slot - _firstSlot + 1, 1, Slots);
        return _amounts.Sum() * Slots / slots;
    }

    private void Advance(TimeSpan now)
    {
        var slot = now.Ticks / Slot.Ticks;
        if (_slot < 0 || slot - _slot >= Slots)
        {
            Array.Clear(_amounts);
            _firstSlot = slot;
        }
        else
        {
            for (var i = _slot + 1; i <= slot; i++)
            {
                _amounts[i % Slots] = 0;
            }
        }

        _slot = Math.Max(slot, _slot);
    }
}
