using System.Buffers.Binary;

namespace Switchroom.Rtp.Rtcp;

//  run length:     |0| S |       13-bit run length       |
//  one-bit vector: |1|0| 14 symbols of one bit           |
//  two-bit vector: |1|1| 7 symbols of two bits           |

/// <summary>Reads the packet status symbols of a transport feedback: 0 not received, 1 small delta, 2 large or negative delta.</summary>
internal ref struct TransportFeedbackChunks(ReadOnlySpan<byte> data)
{
    public const int OneBitSymbols = 14;
    public const int TwoBitSymbols = 7;
    private ReadOnlySpan<byte> _rest = data;
    private ushort _chunk;
    private int _left;

    /// <summary>Octets of the chunks that hold <paramref name="count"/> symbols.</summary>
    public static int LengthOf(ReadOnlySpan<byte> data, int count)
    {
        var length = 0;
        for (; count > 0 && length + 2 <= data.Length; length += 2)
        {
            count -= SymbolsIn(BinaryPrimitives.ReadUInt16BigEndian(data[length..]));
        }

        return length;
    }

    public bool TryNext(out int symbol)
    {
        symbol = 0;
        while (_left == 0)
        {
            if (_rest.Length < 2)
            {
                return false;
            }

            _chunk = BinaryPrimitives.ReadUInt16BigEndian(_rest);
            _rest = _rest[2..];
            _left = SymbolsIn(_chunk);
        }

        _left--;
        symbol = (_chunk >> 14) switch
        {
            0 or 1 => (_chunk >> 13) & 3,
            2 => (_chunk >> _left) & 1,
            _ => (_chunk >> (2 * _left)) & 3,
        };
        return true;
    }

    private static int SymbolsIn(ushort chunk) => (chunk >> 14) switch { 0 or 1 => chunk & 0x1fff, 2 => OneBitSymbols, _ => TwoBitSymbols };
}
