namespace Switchroom.Fuzz;

/// <summary>Seeded mutations of corpus entries: the same seed gives the same inputs.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, int seed)
{
    private const int MaxLength = 64 * 1024;
    private static readonly byte[] Interesting = [0, 1, 0x7f, 0x80, 0xff, (byte)'\r', (byte)'\n', (byte)' ', (byte)';', (byte)'"', (byte)'<', (byte)'{', (byte)'%'];
    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var bytes = new List<byte>(corpus.Count > 0 && _random.Next(8) != 0 ? corpus[_random.Next(corpus.Count)] : RandomBytes(_random.Next(256)));
        for (var steps = _random.Next(1, 9); steps > 0; steps--)
        {
            Mutate(bytes);
        }

        return bytes.Count <= MaxLength ? [.. bytes] : [.. bytes.Take(MaxLength)];
    }

    private void Mutate(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        var length = Math.Min(_random.Next(1, 33), bytes.Count - at);
        switch (_random.Next(7))
        {
            case 0 when at < bytes.Count: bytes[at] ^= (byte)(1 << _random.Next(8)); break;
            case 1 when at < bytes.Count: bytes[at] = Interesting[_random.Next(Interesting.Length)]; break;
            case 2: bytes.InsertRange(at, RandomBytes(_random.Next(1, 17))); break;
            case 3: bytes.RemoveRange(at, length); break;
            case 4: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
            case 5: bytes.RemoveRange(at, bytes.Count - at); break;
            case 6 when corpus.Count > 0: Splice(bytes, at, corpus[_random.Next(corpus.Count)]); break;
        }
    }

    private void Splice(List<byte> bytes, int at, byte[] other)
    {
        var from = _random.Next(other.Length + 1);
        bytes.InsertRange(at, other.AsSpan(from, _random.Next(other.Length - from + 1)).ToArray());
    }

    private byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
