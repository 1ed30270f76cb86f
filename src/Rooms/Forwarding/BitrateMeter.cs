namespace Switchroom.Rooms.Forwarding;

/// <summary>The bitrate of a stream over about the last second, in slots of an eighth.</summary>
internal sealed class BitrateMeter
{
    private const int Slots = 8;
    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(1.0 / Slots);

    private readonly long[] _octets = new long[Slots];
    private long _slot = -1;
    private long _firstSlot = -1;

    public void Add(int octets, TimeSpan now)
    {
        Advance(now);
        _octets[_slot % Slots] += octets;
    }

    /// <summary>Bits per second; 0 when nothing came for a second.</summary>
    public long BitsPerSecond(TimeSpan now)
    {
        Advance(now);
        var slots = Math.Clamp(_slot - _firstSlot + 1, 1, Slots);
        return _octets.Sum() * 8 * Slots / slots;
    }

    private void Advance(TimeSpan now)
    {
        var slot = now.Ticks / Slot.Ticks;
        if (_slot < 0 || slot - _slot >= Slots)
        {
            Array.Clear(_octets);
            _firstSlot = slot;
        }
        else
        {
            for (var i = _slot + 1; i <= slot; i++)
            {
                _octets[i % Slots] = 0;
            }
        }

        _slot = Math.Max(slot, _slot);
    }
}
