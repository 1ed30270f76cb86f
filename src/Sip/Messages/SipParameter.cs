namespace Switchroom.Sip.Messages;

/// <summary>One <c>;name</c> or <c>;name=value</c>.</summary>
/// <param name="Name">A token; names compare without case.</param>
/// <param name="Value">The value without its quotes and escapes; null for a parameter that has none.</param>
/// <param name="IsQuoted">The value was, or is to be, written as a quoted string.</param>
public readonly record struct SipParameter(string Name, string? Value, bool IsQuoted = false)
{
    /// <summary>Same name whatever the case, and same value; how it is written does not matter.</summary>
    public bool Equals(SipParameter other) => Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase) && Value == other.Value;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name.Length, Value);
}
