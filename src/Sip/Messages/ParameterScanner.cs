using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>
/// Walks <c>;name=value;name;…</c> (generic-param of RFC 3261 section 25.1) without copying. The separator is a comma for
/// authentication headers.
/// </summary>
internal ref struct ParameterScanner(ReadOnlySpan<byte> text, byte separator = (byte)';')
{
    /// <summary>More parameters than this in one header value are refused.</summary>
    public const int MaxParameters = 64;

    private ReadOnlySpan<byte> _rest = Grammar.Trim(text);
    private int _count;

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value as it stands, quotes included; empty if there is none.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool HasValue { get; private set; }

    /// <summary>The text breaks the grammar; <see cref="MoveNext"/> has returned false for good.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Goes to the next parameter. The text must begin with the separator.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty || IsMalformed)
        {
            return false;
        }

        if (_rest[0] != separator || ++_count > MaxParameters)
        {
            return Malformed();
        }

        return ReadOne(_rest[1..]);
    }

    /// <summary>All parameters as values; null if the text breaks the grammar.</summary>
    public static SipParameters? Read(ReadOnlySpan<byte> text, byte separator = (byte)';')
    {
        if (text.IsEmpty)
        {
            return SipParameters.Empty;
        }

        var counting = new ParameterScanner(text, separator);
        while (counting.MoveNext())
        {
        }

        if (counting.IsMalformed)
        {
            return null;
        }

        var items = new SipParameter[counting._count];
        var reading = new ParameterScanner(text, separator);
        for (var i = 0; reading.MoveNext(); i++)
        {
            items[i] = reading.Current;
        }

        return items.Length == 0 ? SipParameters.Empty : new SipParameters(items);
    }

    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        var scanner = new ParameterScanner(text);
        while (scanner.MoveNext())
        {
        }

        return !scanner.IsMalformed;
    }

    private readonly SipParameter Current => new(
        ParameterNames.Read(Name),
        !HasValue ? null : IsQuoted ? Grammar.Unquote(Value) : Encoding.UTF8.GetString(Value),
        IsQuoted);

    private readonly bool IsQuoted => Value.Length >= 2 && Value[0] == '"';

    private bool ReadOne(ReadOnlySpan<byte> rest)
    {
        rest = Grammar.TrimStart(rest);
        var end = rest.IndexOfAny(separator, (byte)'=');
        Name = Grammar.Trim(end < 0 ? rest : rest[..end]);
        HasValue = end >= 0 && rest[end] == '=';
        if (!Grammar.IsToken(Name))
        {
            return Malformed();
        }

        if (!HasValue)
        {
            Value = default;
            _rest = end < 0 ? default : rest[end..];
            return true;
        }

        rest = Grammar.TrimStart(rest[(end + 1)..]);
        return rest.IsEmpty || rest[0] != '"' ? ReadPlainValue(rest) : ReadQuotedValue(rest);
    }

    private bool ReadPlainValue(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf(separator);
        Value = Grammar.Trim(end < 0 ? rest : rest[..end]);
        _rest = end < 0 ? default : rest[end..];
        return Grammar.IsPlainValue(Value) || Malformed();
    }

    private bool ReadQuotedValue(ReadOnlySpan<byte> rest)
    {
        var length = Grammar.QuotedLength(rest);
        if (length < 0)
        {
            return Malformed();
        }

        Value = rest[..length];
        _rest = Grammar.TrimStart(rest[length..]);
        return true;
    }

    private bool Malformed()
    {
        IsMalformed = true;
        return false;
    }
}
