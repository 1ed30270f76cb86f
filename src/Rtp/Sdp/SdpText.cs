using System.Globalization;

namespace Switchroom.Rtp.Sdp;

/// <summary>A value read word by word; words are parted by spaces or tabs.</summary>
internal ref struct SdpText(ReadOnlySpan<char> text)
{
    /// <summary>What follows the words taken so far.</summary>
    public ReadOnlySpan<char> Rest { get; private set; } = text;

    /// <summary>Takes the next word; empty when there is none.</summary>
    public ReadOnlySpan<char> Word()
    {
        Rest = Rest.TrimStart(" \t");
        var end = Rest.IndexOfAny(' ', '\t');
        var word = end < 0 ? Rest : Rest[..end];
        Rest = end < 0 ? default : Rest[(end + 1)..];
        return word;
    }

    public bool TryNumber(out int value) => TryNumber(Word(), out value);

    /// <summary>Reads a plain decimal number without sign or spaces.</summary>
    public static bool TryNumber(ReadOnlySpan<char> word, out int value) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    public static bool TryUnsigned(ReadOnlySpan<char> word, out uint value) =>
        uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    public static bool TryPayloadType(ReadOnlySpan<char> word, out PayloadType value)
    {
        var valid = TryNumber(word, out var number) && number <= 127;
        value = valid ? new((byte)number) : default;
        return valid;
    }

    /// <summary>Refuses text that would end its line, so no value can smuggle in another line.</summary>
    /// <exception cref="ArgumentException">It holds CR, LF or NUL.</exception>
    public static string Require(string text, string parameter) =>
        text.AsSpan().IndexOfAny('\r', '\n', '\0') < 0 ? text : throw new ArgumentException("CR, LF and NUL cannot stand in SDP", parameter);

    /// <summary>As <see cref="Require"/>, for a field that also ends at a space.</summary>
    /// <exception cref="ArgumentException">It is empty or holds white space or NUL.</exception>
    public static string RequireWord(string text, string parameter) =>
        text.Length > 0 && text.AsSpan().IndexOfAny("\r\n\0 \t") < 0 ? text : throw new ArgumentException("one word is wanted", parameter);
}
