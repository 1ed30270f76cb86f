using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Switchroom.Sip.Messages;

/// <summary>Parameters of a header value or URI, in order. Never changes: <see cref="With"/> and <see cref="Without"/> give new ones.</summary>
public sealed class SipParameters : IReadOnlyList<SipParameter>, IEquatable<SipParameters>
{
    /// <summary>No parameters.</summary>
    public static readonly SipParameters Empty = new([]);

    private readonly SipParameter[] _items;

    internal SipParameters(SipParameter[] items) => _items = items;

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public SipParameter this[int index] => _items[index];

    /// <summary>The value of the first parameter of that name; null if there is none or it has no value.</summary>
    public string? this[string name] => IndexOf(name) is var at and >= 0 ? _items[at].Value : null;

    /// <summary>Whether a parameter of that name is present, with or without a value.</summary>
    public bool Contains(string name) => IndexOf(name) >= 0;

    /// <summary>Finds a parameter that has a value.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out string? value) => (value = this[name]) is not null;

    /// <summary>These parameters with one added, or replaced where it stands.</summary>
    /// <exception cref="ArgumentException">The name is no token.</exception>
    public SipParameters With(string name, string? value = null, bool quoted = false)
    {
        if (!Grammar.IsToken(name))
        {
            throw new ArgumentException($"A parameter name is a token, not '{name}'.", nameof(name));
        }

        var at = IndexOf(name);
        SipParameter[] items = at >= 0 ? [.. _items] : [.. _items, default];
        items[at >= 0 ? at : ^1] = new SipParameter(name, value, quoted);
        return new SipParameters(items);
    }

    /// <summary>These parameters without those of that name.</summary>
    public SipParameters Without(string name) =>
        Contains(name) ? new SipParameters([.. _items.Where(item => !item.Name.Equals(name, StringComparison.OrdinalIgnoreCase))]) : this;

    /// <inheritdoc/>
    public bool Equals(SipParameters? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SipParameters);

    /// <inheritdoc/>
    public override int GetHashCode() => _items.Length == 0 ? 0 : HashCode.Combine(_items.Length, _items[0]);

    /// <inheritdoc/>
    public IEnumerator<SipParameter> GetEnumerator() => ((IEnumerable<SipParameter>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Writes <c>;name=value</c> for each, as header parameters.</summary>
    internal void WriteTo(SipWriter writer)
    {
        foreach (var item in _items)
        {
            writer.Byte(';');
            writer.Parameter(item);
        }
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < _items.Length; i++)
        {
            if (_items[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
