using System.Diagnostics.CodeAnalysis;

namespace Switchroom.Media.Tones;

/// <summary>Keys to press after answer, with pauses between them: <c>,</c> waits 2 s, <c>w</c> half a second; spaces, dots, dashes and brackets are ignored.</summary>
public static class DialString
{
    /// <summary>The longest dial string accepted, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>How long a <c>,</c> waits.</summary>
    public static readonly TimeSpan CommaPause = TimeSpan.FromSeconds(2);

    /// <summary>How long a <c>w</c> waits.</summary>
    public static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads a dial string.</summary>
    /// <param name="text">Keys <c>0-9 * # A-D</c> (letters in any case), pauses <c>,</c> and <c>w</c> (any case).</param>
    /// <param name="steps">Keys in order, each with the pause before it; a pause at the end comes as a step without a key.</param>
    /// <param name="refusal">What is wrong with it: a sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out IReadOnlyList<DialStep>? steps, [NotNullWhen(false)] out string? refusal)
    {
        (steps, refusal) = (null, null);
        if (text.Length > MaxLength)
        {
            refusal = $"a dial string has at most {MaxLength} characters, this one has {text.Length}";
            return false;
        }

        var list = new List<DialStep>();
        var pause = TimeSpan.Zero;
        foreach (var character in text)
        {
            var upper = char.ToUpperInvariant(character);
            if (DtmfKeys.IsKey(upper))
            {
                list.Add(new DialStep(pause, upper));
                pause = TimeSpan.Zero;
            }
            else if (upper is ',' or 'W')
            {
                pause += upper == ',' ? CommaPause : ShortPause;
            }
            else if (upper is not (' ' or '.' or '-' or '(' or ')'))
            {
                refusal = $"'{character}' is neither a key (0-9 * # A-D) nor a pause (, w)";
                return false;
            }
        }

        if (pause > TimeSpan.Zero)
        {
            list.Add(new DialStep(pause, null));
        }

        steps = list;
        return true;
    }
}
