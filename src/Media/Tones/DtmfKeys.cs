namespace Switchroom.Media.Tones;

/// <summary>The sixteen keys of ITU-T Q.23: their characters, frequencies and the event codes of RFC 4733 table 3.</summary>
public static class DtmfKeys
{
    /// <summary>The keys in the order of their RFC 4733 event codes, 0 to 15.</summary>
    public const string All = "0123456789*#ABCD";

    /// <summary>Row frequencies, in Hz.</summary>
    public static IReadOnlyList<double> Rows { get; } = [697, 770, 852, 941];

    /// <summary>Column frequencies, in Hz.</summary>
    public static IReadOnlyList<double> Columns { get; } = [1209, 1336, 1477, 1633];

    /// <summary>The keypad, row after row.</summary>
    private const string Keypad = "123A456B789C*0#D";

    /// <summary>Whether a character names a key; letters in upper case.</summary>
    public static bool IsKey(char key) => All.Contains(key);

    /// <summary>RFC 4733 event code of a key, 0 to 15; -1 when it is none.</summary>
    public static int EventOf(char key) => All.IndexOf(key);

    /// <summary>Key of an RFC 4733 event code; null when the code is no key.</summary>
    public static char? FromEvent(int code) => code >= 0 && code < All.Length ? All[code] : null;

    /// <summary>The two frequencies of a key, in Hz.</summary>
    public static (double Row, double Column) FrequenciesOf(char key)
    {
        var place = Keypad.IndexOf(key);
        return place >= 0
            ? (Rows[place / 4], Columns[place % 4])
            : throw new ArgumentOutOfRangeException(nameof(key), key, $"keys are {All}");
    }

    /// <summary>The key at a row and a column, 0 to 3 each.</summary>
    internal static char At(int row, int column) => Keypad[(row * 4) + column];
}
